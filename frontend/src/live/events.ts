import type {
  JobKind,
  JobState,
  Language,
  ReviewState,
  Role,
  VersionState,
  VideoState,
  ArtworkState,
} from '@/api/types'

/** What the server says over the socket, by `type`. */
export interface LiveEvents {
  'job.changed': {
    team_id: string
    job_id: string
    kind: JobKind
    state: JobState
    sequence: number
    stage: string
    step: number
    steps: number
    fraction: number
    text: Record<Language, string>
    position: number | null
    eta_s: number | null
    video_id: string | null
    artwork_id: string | null
  }
  'brand.changed': {
    team_id: string
    brand_id: string
    what: 'saved' | 'renamed' | 'chosen' | 'archived' | 'deleted'
  }
  'job.candidate': {
    team_id: string
    job_id: string
    sequence: number
    artwork_id: string
    version_id: string
    index: number
    thumb_url?: string | null
  }
  'job.preview': {
    team_id: string
    job_id: string
    index: number
    step: number
    steps: number
    /** A small WebP as a data URL. */
    image: string
  }
  'video.changed': { team_id: string; video_id: string; channel_id: string; state: VideoState | 'deleted' }
  'artwork.changed': {
    team_id: string
    artwork_id: string
    channel_id: string
    video_id: string | null
    version_id: string | null
    state: ArtworkState
  }
  'brief.changed': { team_id: string; artwork_id: string; video_id: string | null }
  'draft.opened': { user_id: number; version_id: string; artwork_id: string; by: string }
  'version.changed': { team_id: string; artwork_id: string; version_id: string; state: VersionState }
  'review.changed': { review_id: string; version_id: string; state: ReviewState }
  'channel.changed': { team_id: string; channel_id: string }
  'membership.changed': { team_id: string; role: Role | null }
}

export type LiveEventName = keyof LiveEvents
export type LiveEvent = { [K in LiveEventName]: { type: K } & LiveEvents[K] }[LiveEventName]
