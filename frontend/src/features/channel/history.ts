import type { Version, Video } from '@/api/types'

export interface HistoryRow {
  version: Version
  /** The video's title; empty for avatar and banner. */
  title: string
  to: string
}

/**
 * A channel's history, newest first: all versions of its own pictures, and of each cover the live version and
 * the newest (the same one is told once).
 */
export function historyOf(
  own: readonly Version[],
  videos: readonly Video[],
  channelId: string,
): HistoryRow[] {
  const rows = new Map<string, HistoryRow>()
  for (const version of own)
    rows.set(version.id, {
      version,
      title: '',
      to: `/channels/${channelId}/${version.kind}?version=${version.id}`,
    })
  for (const video of videos)
    for (const version of [video.cover.live, video.cover.latest])
      if (version)
        rows.set(version.id, { version, title: video.title, to: `/videos/${video.id}?version=${version.id}` })
  return [...rows.values()].sort((a, b) => b.version.created_at.localeCompare(a.version.created_at))
}
