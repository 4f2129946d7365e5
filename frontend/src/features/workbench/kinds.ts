import type { ArtworkKind } from '@/api/types'

/** Width by height until the platform has said its own. */
export const KIND_RATIO: Record<ArtworkKind, number> = { cover: 16 / 9, avatar: 1, banner: 2204 / 864 }

/** How wide one picture of the wall is at least, so that the wall grows with the screen. */
export const KIND_COLUMN: Record<ArtworkKind, string> = {
  cover: 'clamp(240px, 34%, 520px)',
  avatar: 'clamp(132px, 22%, 260px)',
  banner: 'clamp(280px, 56%, 900px)',
}

/** What the browser may expect of a picture's width on the wall. */
export const KIND_SIZES: Record<ArtworkKind, string> = {
  cover: '(max-width: 799px) 100vw, (max-width: 1399px) 34vw, 30vw',
  avatar: '(max-width: 799px) 45vw, 15vw',
  banner: '(max-width: 799px) 100vw, 60vw',
}
