import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { jobs } from '@/api/endpoints'
import { painting } from '@/api/painting'
import { asProblem, type Problem } from '@/api/problem'
import { keys } from '@/api/queries'
import type { Job } from '@/api/types'
import { useLiveStatus } from '@/live/useLive'
import type { ControlKind, Photo, Picture } from './types'
import { pictureOfPhoto } from './usePhotos'

const ASK_EVERY_MS = 1500
const isOver = (job: Job | undefined) => Boolean(job && !['queued', 'running'].includes(job.state))

/**
 * Has the control picture of kind `kind` drawn from `from` whenever either changes and none is there, and tells
 * how it goes. `drawn` is called with the picture.
 */
export function useControlDrawing(options: {
  team: MaybeRefOrGetter<string>
  kind: MaybeRefOrGetter<ControlKind>
  from: MaybeRefOrGetter<Picture>
  has: MaybeRefOrGetter<boolean>
  drawn: (picture: Picture, photo: Photo) => void
}) {
  const queries = useQueryClient()
  const live = useLiveStatus()
  const jobId = ref<string | null>(null)
  const problem = ref<Problem | null>(null)
  const asking = ref(false)

  const query = useQuery({
    queryKey: computed(() => keys.job(jobId.value ?? '')),
    queryFn: () => jobs.get(jobId.value ?? ''),
    enabled: computed(() => jobId.value !== null),
    refetchInterval: (now) =>
      isOver(now.state.data) ? false : live.value === 'open' ? ASK_EVERY_MS * 2 : ASK_EVERY_MS,
  })
  const job = computed(() => (jobId.value === null ? undefined : query.data.value))

  let latest = 0
  async function draw() {
    const mine = ++latest
    problem.value = null
    jobId.value = null
    asking.value = true
    try {
      const started = await painting.drawControl(
        toValue(options.team),
        toValue(options.kind),
        toValue(options.from).ref,
      )
      // Another kind or picture was chosen meanwhile: that one's answer counts.
      if (mine !== latest) return
      queries.setQueryData(keys.job(started.id), started)
      jobId.value = started.id
    } catch (error) {
      if (mine === latest) problem.value = asProblem(error)
    } finally {
      if (mine === latest) asking.value = false
    }
  }
  watch(
    [
      () => toValue(options.kind),
      () => JSON.stringify(toValue(options.from).ref),
      () => toValue(options.has),
    ],
    () => {
      if (!toValue(options.has)) void draw()
    },
    { immediate: true },
  )
  watch(job, (now) => {
    const photo = now?.state === 'succeeded' ? now.result?.photo : null
    if (photo && !toValue(options.has)) options.drawn(pictureOfPhoto(photo), photo)
  })

  const failure = computed(() => {
    if (problem.value) return problem.value.detail || problem.value.code
    return job.value?.state === 'failed' ? (job.value.error?.text ?? '') : null
  })
  const drawing = computed(
    () => !toValue(options.has) && failure.value === null && (asking.value || !isOver(job.value)),
  )
  return { drawing, failure, job, draw }
}
