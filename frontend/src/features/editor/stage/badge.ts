import type { Box, Size } from '../model/design'

/** Where a feed lays the length of a film over a cover, as wide as the cover is there. */
const FEED = { width: 168, badge: { width: 38, height: 18, away: 5 } }

export function badgeBox(canvas: Size): Box {
  const { width, badge } = FEED
  const height = (width / canvas.width) * canvas.height
  return {
    x: 1 - (badge.width + badge.away) / width,
    y: 1 - (badge.height + badge.away) / height,
    width: badge.width / width,
    height: badge.height / height,
  }
}
