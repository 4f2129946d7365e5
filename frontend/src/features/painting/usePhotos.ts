import { useInfiniteQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, type MaybeRefOrGetter, toValue } from 'vue'
import { cursorOf } from '@/api/endpoints'
import { photos } from '@/api/painting'
import { asProblem, type Problem } from '@/api/problem'
import type { BroughtUse, Photo, Picture } from './types'

/** What a browser opens and the studio takes. */
export const PHOTO_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/avif']

export const pictureOfPhoto = (photo: Photo): Picture => ({
  ref: { photo: photo.id },
  thumbUrl: photo.thumb_url,
  url: photo.url,
  widthPx: photo.width_px,
  heightPx: photo.height_px,
  name: photo.file_name,
})

/** A team's photos of one use, and how they come and go. */
export function usePhotos(team: MaybeRefOrGetter<string>, use: MaybeRefOrGetter<BroughtUse>) {
  const queries = useQueryClient()
  const key = computed(() => ['photos', toValue(team), toValue(use)] as const)
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => photos.list(toValue(team), toValue(use), pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: cursorOf,
  })
  const all = computed(() => query.data.value?.pages.flatMap((page) => page.results) ?? [])

  /** Files on their way, by name. */
  const sending = ref<string[]>([])
  const refused = ref<{ name: string; problem: Problem }[]>([])
  /** Bring `files`, one after another; what is refused is told in `refused`, the others are not held up. */
  async function add(files: readonly File[]): Promise<Photo[]> {
    const added: Photo[] = []
    refused.value = []
    sending.value = files.map((file) => file.name)
    for (const file of files) {
      try {
        added.push(await photos.add(toValue(team), file, toValue(use)))
      } catch (error) {
        refused.value = [...refused.value, { name: file.name, problem: asProblem(error) }]
      }
      sending.value = sending.value.slice(1)
    }
    await queries.invalidateQueries({ queryKey: key.value })
    return added
  }
  async function remove(photo: Photo) {
    await photos.remove(photo.id)
    await queries.invalidateQueries({ queryKey: key.value })
  }
  return { query, all, sending, refused, add, remove }
}
