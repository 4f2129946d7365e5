/** Named shapes of the API. */

export type Language = 'ru' | 'en'
export type Role = 'viewer' | 'author' | 'editor' | 'owner'

export interface Page<T> {
  next: string | null
  previous: string | null
  results: T[]
}

/** x, y, width, height as fractions of the picture. */
export type Box = [number, number, number, number]

export interface PlatformImage {
  image: string
  artwork_kind: ArtworkKind | null
  width_px: number
  height_px: number
  bytes_limit: number
  shape: string
  safe_zone: Box | null
  keep_clear: Box[]
  note: string
  certainty: string
  checked_on: string
}

export interface Platform {
  platform: string
  title: string
  images: PlatformImage[]
}

export interface Painter {
  name: string
  available: boolean
  ai_painted: boolean
}

export interface Site {
  name: string
  version: string
  languages: Language[]
  outbox: boolean
  painters: Painter[]
  styles: string[]
  platforms: Platform[]
  upload: { chunk_bytes: number; max_bytes: number }
}

export interface TeamBrief {
  id: string
  name: string
  role: Role
}

export interface Me {
  id: number
  email: string
  display_name: string
  language: Language
  is_moderator: boolean
  is_operator: boolean
  teams: TeamBrief[]
}

export interface OutboxMessage {
  id: string
  to: string
  subject: string
  body: string
  sent_at: string
  code: string | null
}

export interface ApiToken {
  id: string
  name: string
  created_at: string
  expires_at: string | null
  last_used_at: string | null
  token?: string
}

export interface Team extends TeamBrief {
  members_count: number
  storage: { used_bytes: number; quota_bytes: number }
  created_at: string
}

export interface Member {
  id: string
  user: { id: number; display_name: string; email: string }
  role: Role
  joined_at: string
}

export type InvitationState = 'open' | 'accepted' | 'expired' | 'revoked'

export interface Invitation {
  id: string
  role: Role
  email: string
  url?: string
  expires_at: string
  created_by: { id: number; display_name: string } | null
  state: InvitationState
}

export interface InvitationPreview {
  team_name: string
  role: Role
  invited_by: string
  expires_at: string
  state: InvitationState
}

export interface ChannelLink {
  title: string
  url: string
}

export interface Channel {
  id: string
  team: string
  platform: string
  title: string
  handle: string
  description: string
  links: ChannelLink[]
  public_url: string
  avatar: Artwork
  banner: Artwork
  videos_count: number
  created_at: string
}

export type VideoState = 'uploading' | 'waiting' | 'reading' | 'ready' | 'unusable'

export interface Probe {
  container?: string
  duration_s?: number
  width_px?: number
  height_px?: number
  fps?: number
  video_codec?: string
  audio_codec?: string | null
  [name: string]: unknown
}

export interface Video {
  id: string
  team: string
  channel: string
  title: string
  description: string
  tags: string[]
  state: VideoState
  problem: { code: string; text: string } | null
  probe: Probe | null
  file_name: string
  bytes: number
  file_url: string | null
  thumb_url: string | null
  cover: Artwork
  has_digest: boolean
  created_at: string
  created_by: { id: number; display_name: string } | null
}

export interface Shot {
  index: number
  start_s: number
  end_s: number
  opens_with: string
}

export interface Still {
  rank: number
  at_s: number
  shot: number
  url: string
  thumb_url: string
  width_px: number
  height_px: number
  score: number
  reasons: { code: string; weight: number; text: string }[]
  faces: Box[]
  palette: string[]
}

export interface Digest {
  shots: Shot[]
  stills: Still[]
  palette: string[]
}

export type ArtworkKind = 'cover' | 'avatar' | 'banner'
export type ArtworkState = 'none' | 'draft' | 'in_review' | 'approved' | 'live'

export interface Artwork {
  id: string
  kind: ArtworkKind
  team: string
  channel: string
  video: string | null
  state: ArtworkState
  live: Version | null
  latest: Version | null
  versions_count: number
}

export type VersionState =
  'draft' | 'in_review' | 'approved' | 'changes_requested' | 'rejected' | 'published' | 'retired'

export interface Finding {
  code: string
  severity: string
  value: number | string | null
  limit: number | string | null
  text: string
}

export type VersionAction = 'submit' | 'publish' | 'restore' | 'retire' | (string & {})

export interface Version {
  id: string
  artwork: string
  number: number
  parent: string | null
  state: VersionState
  kind: ArtworkKind
  width_px: number
  height_px: number
  bytes: number
  sha256: string
  media_type: string
  url: string
  thumb_url: string
  layout: string
  style: string
  headline: string
  alt: string
  findings: Finding[]
  recipe: Record<string, unknown>
  candidate_of: string | null
  created_by: { id: number; display_name: string } | null
  created_at: string
  review: { state: ReviewState; reason: string; note: string; decided_at: string | null } | null
  actions: VersionAction[]
}

export type JobKind = 'understand' | 'make_candidates'
export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled'

export interface Wishes {
  headline?: string
  style?: string | null
  face?: boolean | null
  text?: string
  layout?: string | null
}

export interface Job {
  id: string
  team: string
  kind: JobKind
  state: JobState
  sequence: number
  stage: string
  step: number
  steps: number
  /** 0…1 */
  fraction: number
  text: string
  /** Place in the queue, 1 is next. */
  position: number | null
  eta_s: number | null
  error: { code: string; text: string } | null
  video: string | null
  artwork: string | null
  wishes: Wishes | null
  versions: Version[]
  attempt: number
  created_by: { id: number; display_name: string } | null
  created_at: string
  started_at: string | null
  finished_at: string | null
  actions: ('cancel' | 'retry')[]
}

export interface MakeCandidates {
  kind: 'make_candidates'
  artwork: string
  wishes: Wishes
  count: number
  videos: string[]
  painter?: string
}

export type ReviewState = 'open' | 'approved' | 'changes_requested' | 'rejected'
export type ReviewVerdict = 'approve' | 'request_changes' | 'reject'

export interface Review {
  id: string
  state: ReviewState
  version: Version
  channel: { id: string; title: string; platform: string }
  team: { id: string; name: string }
  video: { id: string; title: string } | null
  submitted_by: { id: number; display_name: string } | null
  submitted_at: string
  reasons: { code: string; text: string }[]
  signals: Record<string, unknown>
  decided_by: { id: number; display_name: string } | null
  decided_at: string | null
  reason: string
  note: string
}

export interface PublicVideo {
  id: string
  title: string
  cover_url: string | null
  alt: string
  duration_s: number | null
  published_at: string | null
}

export interface PublicChannel {
  title: string
  handle: string
  platform: string
  description: string
  links: ChannelLink[]
  avatar_url: string | null
  banner_url: string | null
  videos: PublicVideo[]
}
