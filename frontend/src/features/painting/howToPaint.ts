import type { Brief } from '@/features/workbench/brief'
import type { Painting, PaintMenu } from './types'
import { painterOf } from './usePaintMenu'

/** What a painter is asked beyond the wishes. */
export interface HowToPaint extends Partial<Painting> {
  painter?: string
  seed?: number
}

/** Who is to make it and, for a painted one, how; nothing while it is not known what there is to paint with. */
export async function howToPaint(menu: PaintMenu | undefined, brief: Brief): Promise<HowToPaint> {
  const painter = painterOf(menu, brief.painter)
  if (!menu || !painter) return {}
  if (!painter.ai_painted) return { painter: painter.name }
  const { emptyWishes, paintingOf } = await import('./wishes')
  const wishes = { ...emptyWishes(), ...brief.paint }
  const seed = wishes.seed === null ? {} : { seed: wishes.seed }
  return { painter: painter.name, ...paintingOf(wishes, menu), ...seed }
}
