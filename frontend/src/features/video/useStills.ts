import { useQueryClient } from '@tanstack/vue-query'
import { ref, toValue, type MaybeRefOrGetter } from 'vue'
import { useI18n } from 'vue-i18n'
import { jobs } from '@/api/endpoints'
import { photos } from '@/api/painting'
import { asProblem } from '@/api/problem'
import { keys } from '@/api/queries'
import type { Digest, Job, Video } from '@/api/types'
import { stills as api, type Taste } from '@/api/understanding'
import { useLive } from '@/live/useLive'
import { notify } from '@/ui/notices'

/** What people do with the stills of a video; each act is told where it fails. */
export function useStills(video: MaybeRefOrGetter<Video>) {
  const { t } = useI18n()
  const queries = useQueryClient()
  const id = () => toValue(video).id
  /** Stills that are being taken now. */
  const taking = ref<string[]>([])
  const busy = ref(false)

  const keep = (digest: Digest) => queries.setQueryData(keys.digest(id()), digest)
  const refresh = () => queries.invalidateQueries({ queryKey: keys.digest(id()) })

  async function trying<T>(act: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act()
    } catch (error) {
      const problem = asProblem(error)
      const [first] = Object.values(problem.fields).flat()
      notify(first?.message || problem.detail || t('problem.unknown.what'), { tone: 'bad' })
      return undefined
    }
  }

  const say = (rank: number, taste: Taste | null) =>
    trying(async () => keep(await api.taste(id(), rank, taste)))

  /** Hidden at once, and for a while there is a way back. */
  async function never(rank: number) {
    await say(rank, 'never')
    notify(t('stills.hiddenNow'), { action: { label: t('common.undo'), run: () => void say(rank, null) } })
  }

  const remove = (rank: number) =>
    trying(async () => {
      await api.remove(id(), rank)
      await refresh()
    })

  async function taken(begin: () => Promise<Job>) {
    busy.value = true
    const job = await trying(begin)
    busy.value = false
    if (job) taking.value = [...taking.value, job.id]
  }
  const addFrame = (atS: number) => taken(() => api.addFrame(id(), Math.round(atS * 1000) / 1000))
  const addPicture = (file: File) =>
    taken(async () => api.addPhoto(id(), (await photos.add(toValue(video).team, file, 'photo')).id))

  useLive('job.changed', (event) => {
    if (!taking.value.includes(event.job_id) || ['queued', 'running'].includes(event.state)) return
    taking.value = taking.value.filter((one) => one !== event.job_id)
    if (event.state === 'succeeded') {
      notify(t('stills.added'))
      void refresh()
    } else if (event.state === 'failed') {
      void trying(async () => {
        const job = await jobs.get(event.job_id)
        notify(job.error?.text ?? job.text, { tone: 'bad' })
      })
    }
  })

  async function watchAgain() {
    busy.value = true
    await trying(async () => {
      await jobs.understand(id())
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['jobs'] }),
        queries.invalidateQueries({ queryKey: keys.video(id()) }),
      ])
    })
    busy.value = false
  }

  return { taking, busy, say, never, remove, addFrame, addPicture, watchAgain }
}
