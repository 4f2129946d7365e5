import type { components } from '@/api/schema'
import type { Design } from './model/design'

type Schemas = components['schemas']

export type DraftPicture = Schemas['DraftPicture']
export type DraftLogo = Schemas['DraftLogo']
export type DrawnFinding = Schemas['DrawnFinding']
export type BrandScore = Schemas['BrandScore']
export type DrawWant = Schemas['WantRequest']

/** The contract says of every field of a design that a request may leave it out; an answer has them all. */
interface Whole {
  design: Design
}
/** What a team wants its pictures to have in common, as far as the editor offers it. */
export interface Brand {
  palette: readonly { role: string; hex: string }[]
  fonts: { headline: string; kicker: string }
}
export type Draft = Omit<Schemas['Draft'], 'design'> & Whole
export type Drawn = Omit<Schemas['Drawn'], 'design'> & Whole
