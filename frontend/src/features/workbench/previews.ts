import type { LiveEvents } from '@/live/events'

/** How far a picture is that is being painted, as a small picture of it. */
export interface Preview {
  image: string
  step: number
  steps: number
}

/** The last preview of each candidate (by its place in the job), by job. */
export type Previews = Readonly<Record<string, Readonly<Record<number, Preview>>>>

/** Of so many jobs previews are kept: an old one's pictures have long come themselves. */
const JOBS_KEPT = 4

/**
 * `previews` after one more event. One that came late is dropped; far fewer steps than before mean that the
 * picture was begun anew.
 */
export function withPreview(previews: Previews, event: LiveEvents['job.preview']): Previews {
  const { job_id, index, image, step, steps } = event
  const known = previews[job_id]?.[index]
  if (known && known.steps === steps && step < known.step && step > known.step / 2) return previews
  const { [job_id]: before, ...others } = previews
  const kept = Object.entries(others).slice(-(JOBS_KEPT - 1))
  return { ...Object.fromEntries(kept), [job_id]: { ...before, [index]: { image, step, steps } } }
}
