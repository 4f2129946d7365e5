import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { photos, reworking } from '@/api/painting'
import type { Job, Version } from '@/api/types'
import { useSubmit } from '@/composables/useSubmit'
import { MADE, type Rework } from './reworks'
import type { Painting, PaintOptions, PictureRef } from './types'

/** The whole recipe of a version, asked for when somebody looks at it. */
export function useVersionRecipe(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['recipe', toValue(id)]),
    queryFn: () => reworking.recipe(toValue(id)),
    staleTime: 60_000,
  })
}

export interface Wanted {
  painting?: Omit<PaintOptions, 'operation'>
  pictures?: Record<string, PictureRef>
  /** A mask that was just painted: it is brought first. */
  mask?: () => Promise<File>
  count?: number
}

/** One rework of a version at a time; gives its job. */
export function useRework(version: MaybeRefOrGetter<Version>, team: MaybeRefOrGetter<string>) {
  return useSubmit(async (rework: Rework, wanted: Wanted = {}): Promise<Job> => {
    const { id } = toValue(version)
    if (rework === 'again') return reworking.again(id)
    const pictures = { ...wanted.pictures }
    if (wanted.mask)
      pictures.mask = { photo: (await photos.add(toValue(team), await wanted.mask(), 'mask')).id }
    const asked: Partial<Painting> = {}
    if (wanted.painting)
      asked.painting = { ...wanted.painting, ...(wanted.mask ? { mask: 'mask' } : {}) } as PaintOptions
    if (Object.keys(pictures).length) asked.pictures = pictures
    return reworking.rework(id, rework, asked, wanted.count ?? MADE[rework])
  })
}
