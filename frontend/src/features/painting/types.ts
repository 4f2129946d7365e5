/** The names by which painting knows the API's shapes, and a picture as a person has chosen it. */
import type { components } from '@/api/schema'

type Schemas = components['schemas']

export type ControlKind = Schemas['ControlKind']
export type LookKind = Schemas['LookKind']
export type Operation = Schemas['PaintOperation']
export type Photo = Schemas['Photo']
export type PhotoUse = Schemas['PhotoUse']
/** What a photo may be brought for; control pictures are drawn. */
export type BroughtUse = Exclude<PhotoUse, 'control'>

/** What this person may paint with in one team. */
export type PaintMenu = Schemas['Painting']
export type PainterOffer = Schemas['PaintingPainter']
export type PaintModel = Schemas['PaintingModel']
export type Lora = Schemas['PaintingLora']
export type Preset = Schemas['PaintingPreset']
export type Method = Schemas['PaintingMethod']

export type PaintOptions = Schemas['PaintOptionsRequest']
/** A picture that painting is asked with: a photo of the team, a still of a video, or what a version shows. */
export type PictureRef = Schemas['PictureRefRequest']
/** A version's whole recipe, and what can be done with it. */
export type VersionRecipe = Schemas['Recipe']

/** How to paint, and the pictures that it names. */
export interface Painting {
  painting: PaintOptions
  pictures: Record<string, PictureRef>
}

/** A picture a person has chosen, with what is needed to show it. */
export interface Picture {
  ref: PictureRef
  thumbUrl: string
  url: string
  widthPx: number
  heightPx: number
  /** What it is, in words. */
  name: string
}
