import type { Job, Version } from '@/api/types'
import type { LiveEvents } from '@/live/events'
import type { Preview, Previews } from './previews'

/** How many candidates a job makes when it has not said so yet. */
export const USUAL_COUNT = 4

export interface Arrived {
  index: number
  versionId: string
  thumbUrl: string | null
}

/** Candidates that the socket has told of, by job; the REST answer follows a moment later. */
export type Arrivals = Readonly<Record<string, readonly Arrived[]>>

/**
 * `arrivals` after one more event. A candidate made is a fact: it counts whatever its sequence, but once.
 */
export function withCandidate(arrivals: Arrivals, event: LiveEvents['job.candidate']): Arrivals {
  const known = arrivals[event.job_id] ?? []
  if (known.some((one) => one.versionId === event.version_id)) return arrivals
  const arrived = { index: event.index, versionId: event.version_id, thumbUrl: event.thumb_url ?? null }
  return { ...arrivals, [event.job_id]: [...known, arrived].sort((a, b) => a.index - b.index) }
}

export type Tile =
  | { key: string; kind: 'version'; version: Version }
  | { key: string; kind: 'arriving'; thumbUrl: string | null }
  | { key: string; kind: 'painting'; place: number; now: boolean; preview?: Preview }

export interface Batch {
  id: string
  /** Null for versions that no job made: those restored by a person. */
  job: Job | null
  /** True while this batch is being made or has to say why it was not. */
  told: boolean
  at: string
  /** The number of the version that was worked further. */
  from?: number
  tiles: Tile[]
}

const UNFINISHED: readonly Job['state'][] = ['queued', 'running']

export function isUnfinished(job: Job): boolean {
  return UNFINISHED.includes(job.state)
}

function tilesOf(
  job: Job,
  versions: Version[],
  arrived: readonly Arrived[],
  count: number,
  previews: Previews[string] = {},
): Tile[] {
  const known = new Set(versions.map((version) => version.id))
  const tiles: Tile[] = versions.map((version, place) => ({
    key: `${job.id}-${place}`,
    kind: 'version',
    version,
  }))
  for (const one of arrived) {
    if (!known.has(one.versionId))
      tiles.push({ key: `${job.id}-${tiles.length}`, kind: 'arriving', thumbUrl: one.thumbUrl })
  }
  if (!isUnfinished(job)) return tiles.filter((tile) => tile.kind === 'version')
  const begun = tiles.length
  // Keys go by place, so the finished picture takes over its placeholder's place and nothing moves.
  for (let place = begun; place < count; place += 1)
    tiles.push({
      key: `${job.id}-${place}`,
      kind: 'painting',
      place: place + 1,
      now: place === begun && job.state === 'running',
      preview: previews[place],
    })
  return tiles
}

/**
 * The wall: versions in the batches they were made in, newest batch first, each batch in the order of making,
 * with a place held for every candidate still to come. Of the jobs that failed or were cancelled only the
 * newest is told about, unless they left pictures behind.
 */
export function wallOf(
  versions: readonly Version[],
  jobs: readonly Job[],
  arrivals: Arrivals = {},
  previews: Previews = {},
): Batch[] {
  const numbers = new Map(versions.map((version) => [version.id, version.number]))
  const byJob = new Map<string, Version[]>()
  const restored: Version[] = []
  for (const version of [...versions].sort((a, b) => a.number - b.number)) {
    if (!version.candidate_of) restored.push(version)
    else byJob.set(version.candidate_of, [...(byJob.get(version.candidate_of) ?? []), version])
  }
  const making = jobs.filter((job) => job.kind === 'make_candidates')
  const newest = [...making].sort((a, b) => b.created_at.localeCompare(a.created_at))[0]
  const batches: Batch[] = []

  for (const job of making) {
    const made = byJob.get(job.id) ?? []
    byJob.delete(job.id)
    const count = job.count || job.steps || USUAL_COUNT
    const tiles = tilesOf(job, made, arrivals[job.id] ?? [], count, previews[job.id])
    const told = isUnfinished(job) || (job.state !== 'succeeded' && job.id === newest?.id)
    const from = job.version ? numbers.get(job.version) : undefined
    if (tiles.length || told) batches.push({ id: job.id, job, told, at: job.created_at, tiles, from })
  }
  for (const [jobId, made] of byJob) {
    const tiles = made.map((version, place): Tile => ({ key: `${jobId}-${place}`, kind: 'version', version }))
    batches.push({ id: jobId, job: null, told: false, at: made[0]?.created_at ?? '', tiles })
  }
  for (const version of restored)
    batches.push({
      id: version.id,
      job: null,
      told: false,
      at: version.created_at,
      tiles: [{ key: version.id, kind: 'version', version }],
    })
  return batches.sort((a, b) => b.at.localeCompare(a.at))
}

export interface Line {
  from: number
  to: number
}

/** Which places of the rail (oldest first) are joined: parent to child, as far as both are on it. */
export function lineageOf(rail: readonly Version[]): Line[] {
  const places = new Map(rail.map((version, place) => [version.id, place]))
  return rail.flatMap((version, to) => {
    const from = version.parent === null ? undefined : places.get(version.parent)
    return from === undefined ? [] : [{ from, to }]
  })
}
