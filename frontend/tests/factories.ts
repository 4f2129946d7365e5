import type { Artwork, Job, Review, Version } from '@/api/types'

let count = 0
const next = (prefix: string) => `${prefix}${++count}`

export function makeVersion(over: Partial<Version> = {}): Version {
  return {
    id: next('v'),
    artwork: 'a1',
    number: 1,
    parent: null,
    state: 'draft',
    kind: 'cover',
    width_px: 1280,
    height_px: 720,
    bytes: 400_000,
    sha256: 'ab'.repeat(32),
    media_type: 'image/jpeg',
    url: '/media/full.jpg',
    thumb_url: '/media/thumb.webp',
    painter: 'collage',
    ai_painted: false,
    layout: 'lower_third',
    style: 'natural',
    headline: 'Headline',
    alt: 'A picture',
    findings: [],
    recipe: {},
    candidate_of: null,
    brand: null,
    created_by: null,
    created_at: '2026-11-20T08:00:00Z',
    review: null,
    picture: null,
    reworks: [],
    actions: [],
    ...over,
  }
}

export function makeArtwork(over: Partial<Artwork> = {}): Artwork {
  return {
    id: next('a'),
    kind: 'cover',
    team: 't',
    channel: 'c1',
    video: null,
    state: 'draft',
    live: null,
    latest: null,
    versions_count: 0,
    ...over,
  }
}

export function makeJob(over: Partial<Job> = {}): Job {
  return {
    id: 'j1',
    team: 't',
    kind: 'make_candidates',
    state: 'queued',
    sequence: 0,
    stage: '',
    step: 0,
    steps: 4,
    fraction: 0,
    text: '',
    position: null,
    eta_s: null,
    error: null,
    video: null,
    artwork: 'a1',
    wishes: null,
    painter: 'collage',
    painting: null,
    pictures: {},
    count: 0,
    version: null,
    result: null,
    versions: [],
    attempt: 1,
    created_by: null,
    created_at: '2026-11-20T08:00:00Z',
    started_at: null,
    finished_at: null,
    actions: ['cancel'],
    ...over,
  }
}

export function makeReview(over: Partial<Review> = {}): Review {
  return {
    id: next('r'),
    state: 'open',
    version: makeVersion({ state: 'in_review' }),
    channel: { id: 'c1', title: 'Forest', platform: 'rutube' },
    team: { id: 't', name: 'Team' },
    video: { id: 'x', title: 'Morning' },
    submitted_by: { id: 2, display_name: 'Peter' },
    submitted_at: '2026-11-20T08:00:00Z',
    reasons: [],
    signals: {},
    decided_by: null,
    decided_at: null,
    reason: '',
    note: '',
    ...over,
  }
}
