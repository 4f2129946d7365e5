import type { Artwork, ArtworkState, Channel, Version, Video } from '@/api/types'

/** What asks for a person, the most pressing first. */
export const CALLS = ['changes_requested', 'rejected', 'approved', 'draft', 'in_review'] as const
export type Call = (typeof CALLS)[number]

/** Artworks in these states have something to decide or to wait for. */
export const OPEN_STATES: ArtworkState[] = ['approved', 'draft', 'in_review']

/** A slot to fill, with the words and the link by which a person knows it. */
export interface Subject {
  artwork: Artwork
  /** The video's or the channel's. */
  title: string
  to: string
  /** Shown while the slot has no picture of its own. */
  fallback: string | null
}

export interface Waiting extends Subject {
  call: Call
  version: Version | null
}

export function subjectsOf(videos: readonly Video[], channels: readonly Channel[]): Subject[] {
  const covers = videos.map((video) => ({
    artwork: video.cover,
    title: video.title,
    to: `/videos/${video.id}`,
    fallback: video.thumb_url,
  }))
  const slots = channels.flatMap((channel) =>
    [channel.avatar, channel.banner].map((artwork) => ({
      artwork,
      title: channel.title,
      to: `/channels/${channel.id}/${artwork.kind}`,
      fallback: null,
    })),
  )
  return [...covers, ...slots].filter((one) => OPEN_STATES.includes(one.artwork.state))
}

function decidedAt(version: Version): string {
  return version.review?.decided_at ?? version.created_at
}

/**
 * What an artwork asks for, out of its versions: an approved one waits to be published; a refusal is news until
 * somebody makes something newer; then what is in review, then drafts to choose from.
 */
export function callOf(versions: readonly Version[]): { call: Call; version: Version } | null {
  const newest = (state: Version['state']) =>
    versions.filter((one) => one.state === state).sort((a, b) => decidedAt(b).localeCompare(decidedAt(a)))[0]
  const lastMade = versions.reduce((last, one) => (one.created_at > last ? one.created_at : last), '')
  const approved = newest('approved')
  if (approved) return { call: 'approved', version: approved }
  for (const call of ['changes_requested', 'rejected'] as const) {
    const refused = newest(call)
    if (refused && decidedAt(refused) >= lastMade) return { call, version: refused }
  }
  for (const call of ['in_review', 'draft'] as const) {
    const found = newest(call)
    if (found) return { call, version: found }
  }
  return null
}

export function byUrgency(all: readonly Waiting[]): Waiting[] {
  return [...all].sort((a, b) => CALLS.indexOf(a.call) - CALLS.indexOf(b.call))
}
