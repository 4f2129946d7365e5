import type { ArtworkKind, Job, StyleName, Version, Wishes } from '@/api/types'
import type { PaintWishes } from '@/features/painting/wishes'

/** What the server takes. */
export const HEADLINE_LIMIT = 300
/** Longer than this nobody reads on a picture the size of a thumb. */
export const HEADLINE_AT_A_GLANCE = 60
export const TEXT_LIMIT = 2000
export const COUNTS = [2, 4, 6, 8] as const
export const USUAL_COUNT = 4
export const STYLES: readonly StyleName[] = [
  'natural',
  'cinematic',
  'noir',
  'duotone',
  'comic',
  'watercolour',
]

export interface Brief {
  headline: string
  /** Null: different ones, to choose from. */
  style: StyleName | null
  face: boolean | null
  text: string
  count: number
  videos: string[]
  /** Null: the one that is offered first. */
  painter: string | null
  /** How to paint, once somebody has wished for a painted one. */
  paint: PaintWishes | null
}

/** A title as a headline to start from: without hashtags and what stands after a bar. */
export function headlineFrom(title: string): string {
  const bare = title
    .replace(/#[\p{L}\p{N}_]+/gu, '')
    .split(/\s[|•·]\s/)[0]!
    .replace(/\s+/g, ' ')
    .trim()
  return bare || title.trim()
}

export function emptyBrief(kind: ArtworkKind, title: string): Brief {
  // An avatar has no room for words; a banner carries the channel's name.
  const headline = kind === 'avatar' ? '' : headlineFrom(title).slice(0, HEADLINE_LIMIT)
  return {
    headline,
    style: null,
    face: null,
    text: '',
    count: USUAL_COUNT,
    videos: [],
    painter: null,
    paint: null,
  }
}

/** The wishes as the API takes them. */
export function wishesOf(brief: Brief): Wishes {
  return {
    headline: brief.headline.trim(),
    style: brief.style,
    face: brief.face,
    text: brief.text.trim(),
    layout: null,
  }
}

/** A brief that asks for what made `version`: its job's wishes where known, else what the version shows. */
export function briefLike(version: Version, job: Job | undefined, current: Brief): Brief {
  const wishes = job?.wishes
  return {
    ...current,
    headline: version.headline || wishes?.headline || current.headline,
    style: STYLES.find((style) => style === version.style) ?? wishes?.style ?? null,
    face: wishes?.face ?? null,
    text: wishes?.text ?? '',
  }
}
