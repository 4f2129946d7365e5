import type { Artwork, Channel, Job, Version, Video } from '@/api/types'

/** Whole objects as the API gives them, with what a test is about put over. */
export function makeVersion(over: Partial<Version> = {}): Version {
  return {
    id: 'v1',
    artwork: 'a1',
    number: 1,
    parent: null,
    state: 'draft',
    kind: 'cover',
    width_px: 1280,
    height_px: 720,
    bytes: 400_000,
    sha256: 'f00',
    media_type: 'image/jpeg',
    url: '/media/v1.jpg',
    thumb_url: '/media/v1.webp',
    layout: 'poster',
    style: 'noir',
    headline: 'Лес проснулся',
    alt: 'Лес проснулся: кролик у норы',
    findings: [],
    recipe: {},
    candidate_of: 'j1',
    created_by: { id: 1, display_name: 'Anna' },
    created_at: '2026-11-01T10:00:00Z',
    review: null,
    actions: [],
    ...over,
  } as Version
}

export function makeJob(over: Partial<Job> = {}): Job {
  return {
    id: 'j1',
    team: 't1',
    kind: 'make_candidates',
    state: 'succeeded',
    sequence: 1,
    stage: 'paint',
    step: 1,
    steps: 4,
    fraction: 0.25,
    text: 'Painting 1 of 4',
    position: null,
    eta_s: null,
    error: null,
    video: 'video1',
    artwork: 'a1',
    wishes: { headline: 'Лес проснулся', style: null, face: null, text: '', layout: null },
    versions: [],
    attempt: 1,
    created_by: null,
    created_at: '2026-11-01T10:00:00Z',
    started_at: null,
    finished_at: null,
    actions: [],
    ...over,
  } as Job
}

export function makeArtwork(over: Partial<Artwork> = {}): Artwork {
  return {
    id: 'a1',
    kind: 'cover',
    team: 't1',
    channel: 'c1',
    video: 'video1',
    state: 'none',
    live: null,
    latest: null,
    versions_count: 0,
    ...over,
  }
}

export function makeVideo(over: Partial<Video> = {}): Video {
  return {
    id: 'video1',
    team: 't1',
    channel: 'c1',
    title: 'Утро в лесу',
    description: '',
    tags: [],
    state: 'ready',
    problem: null,
    probe: null,
    file_name: 'a.mp4',
    bytes: 1000,
    file_url: '/media/a.mp4',
    thumb_url: '/media/a.webp',
    cover: makeArtwork(),
    has_digest: true,
    created_at: '2026-11-01T09:00:00Z',
    created_by: { id: 1, display_name: 'Anna' },
    ...over,
  } as Video
}

export function makeChannel(over: Partial<Channel> = {}): Channel {
  return {
    id: 'c1',
    team: 't1',
    platform: 'rutube',
    title: 'Лесной канал',
    handle: 'lesnoy',
    description: '',
    links: [],
    public_url: '/c/lesnoy',
    avatar: makeArtwork({ id: 'av', kind: 'avatar', video: null }),
    banner: makeArtwork({ id: 'ba', kind: 'banner', video: null }),
    videos_count: 0,
    created_at: '2026-11-01T09:00:00Z',
    ...over,
  } as Channel
}
