import {
  mdiAlertCircleOutline,
  mdiCancel,
  mdiCheckCircleOutline,
  mdiCircleOutline,
  mdiClockOutline,
  mdiCloseCircleOutline,
  mdiEarth,
  mdiEyeOutline,
  mdiArchiveOutline,
  mdiMessageAlertOutline,
  mdiPencilOutline,
  mdiProgressClock,
  mdiUploadOutline,
} from '@mdi/js'
import type {
  ArtworkState,
  InvitationState,
  JobState,
  ReviewState,
  VersionState,
  VideoState,
} from '@/api/types'

export type AnyState = ArtworkState | VersionState | JobState | VideoState | ReviewState | InvitationState
export type Tone = 'quiet' | 'work' | 'hold' | 'good' | 'bad'

/** How each state looks. The tone is never alone: an icon and a word go with it. */
export const STATES: Record<AnyState, { icon: string; tone: Tone }> = {
  none: { icon: mdiCircleOutline, tone: 'quiet' },
  draft: { icon: mdiPencilOutline, tone: 'quiet' },
  in_review: { icon: mdiEyeOutline, tone: 'hold' },
  approved: { icon: mdiCheckCircleOutline, tone: 'good' },
  changes_requested: { icon: mdiMessageAlertOutline, tone: 'hold' },
  rejected: { icon: mdiCloseCircleOutline, tone: 'bad' },
  published: { icon: mdiEarth, tone: 'good' },
  live: { icon: mdiEarth, tone: 'good' },
  retired: { icon: mdiArchiveOutline, tone: 'quiet' },
  queued: { icon: mdiClockOutline, tone: 'quiet' },
  running: { icon: mdiProgressClock, tone: 'work' },
  succeeded: { icon: mdiCheckCircleOutline, tone: 'good' },
  failed: { icon: mdiAlertCircleOutline, tone: 'bad' },
  cancelled: { icon: mdiCancel, tone: 'quiet' },
  uploading: { icon: mdiUploadOutline, tone: 'work' },
  waiting: { icon: mdiClockOutline, tone: 'quiet' },
  reading: { icon: mdiProgressClock, tone: 'work' },
  ready: { icon: mdiCheckCircleOutline, tone: 'good' },
  unusable: { icon: mdiAlertCircleOutline, tone: 'bad' },
  open: { icon: mdiClockOutline, tone: 'hold' },
  accepted: { icon: mdiCheckCircleOutline, tone: 'good' },
  expired: { icon: mdiClockOutline, tone: 'quiet' },
  revoked: { icon: mdiCancel, tone: 'quiet' },
}
