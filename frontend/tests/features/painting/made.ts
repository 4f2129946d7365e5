import type { PaintMenu, PaintModel, Photo, Picture, Preset } from '@/features/painting/types'

export const makeModel = (over: Partial<PaintModel> = {}): PaintModel => ({
  name: 'sdxl',
  title: 'SDXL',
  family: 'sdxl',
  operations: ['text', 'repaint', 'inpaint', 'outpaint'],
  controls: ['pose', 'face'],
  looks: ['look', 'face'],
  defaults: { steps: 30, guidance: 6, scheduler: 'euler', width_px: 1024, height_px: 1024 },
  schedulers: ['euler', 'unipc'],
  size_multiple_px: 8,
  restrictions: '',
  ...over,
})

export const makePreset = (name: string, over: Partial<Preset> = {}): Preset => ({
  name,
  title: name,
  kind: 'style',
  group: 'painting',
  group_title: 'Painting',
  words: `${name} words`,
  sample_url: null,
  ...over,
})

const range = { least: 0, most: 2 }

export const makeMenu = (over: Partial<PaintMenu> = {}): PaintMenu => ({
  painters: [
    {
      name: 'collage',
      available: true,
      ai_painted: false,
      previews: false,
      operations: [],
      why_not: null,
      expect: null,
    },
    {
      name: 'diffusion',
      available: true,
      ai_painted: true,
      previews: true,
      operations: ['text', 'repaint', 'inpaint', 'outpaint', 'restyle', 'upscale'],
      why_not: null,
      expect: 'About a minute for each picture on this machine.',
    },
  ],
  default_painter: 'collage',
  models: [makeModel()],
  loras: [
    { name: 'ink', title: 'Ink', family: 'sdxl', trigger_words: ['inkish'], weight: 0.8, restrictions: '' },
    { name: 'old', title: 'Old', family: 'sd15', trigger_words: [], weight: 0.7, restrictions: '' },
  ],
  presets: [
    makePreset('oil'),
    makePreset('gouache'),
    makePreset('soft_light', { kind: 'modifier', group: 'light', group_title: 'Light' }),
  ],
  upscalers: [{ name: 'lanczos', title: 'Fast', weight_free: true }],
  restyle_methods: [{ name: 'colour', title: 'Colours', weight_free: true }],
  controls: ['pose', 'face', 'edges'],
  limits: {
    count: range,
    steps: range,
    guidance: range,
    strength: range,
    size_px: range,
    size_multiple_px: 8,
    lora_weight: range,
    control_scale: range,
    look_scale: range,
    mask_feather: range,
    loras: 6,
    controls: 3,
    image_prompts: 3,
    presets: 8,
    pictures: 12,
    prompt_characters: 2000,
    photo_bytes: 20_000_000,
    photo_pixels: 40_000_000,
  },
  ...over,
})

export const makePicture = (over: Partial<Picture> = {}): Picture => ({
  ref: { video: 'video1', still: 2 },
  thumbUrl: '/media/thumb.webp',
  url: '/media/still.jpg',
  widthPx: 1280,
  heightPx: 720,
  name: 'Frame at 0:07',
  ...over,
})

export const makePhoto = (over: Partial<Photo> = {}): Photo => ({
  id: 'p1',
  team: 't',
  use: 'photo',
  file_name: 'me.jpg',
  width_px: 800,
  height_px: 600,
  bytes: 1000,
  sha256: 'ab'.repeat(32),
  url: '/media/p1.jpg',
  thumb_url: '/media/p1.webp',
  data: {},
  created_by: null,
  created_at: '2026-11-20T08:00:00Z',
  may_delete: true,
  ...over,
})
