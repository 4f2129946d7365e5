import type { Artwork, Job, Version, Video } from '@/api/types'
import { makeArtwork as artwork, makeJob as job, makeVersion as version } from '../factories'

/** The house's factories with the names that these stories use. */
export const makeVersion = (over: Partial<Version> = {}): Version =>
  version({ id: 'v1', candidate_of: 'j1', created_at: '2026-11-01T10:00:00Z', ...over })

export const makeJob = (over: Partial<Job> = {}): Job =>
  job({ id: 'j1', state: 'succeeded', steps: 4, created_at: '2026-11-01T10:00:00Z', ...over })

export const makeArtwork = (over: Partial<Artwork> = {}): Artwork => artwork({ id: 'a1', ...over })

export function makeVideo(over: Partial<Video> = {}): Video {
  return {
    id: 'video1',
    team: 't',
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
  }
}
