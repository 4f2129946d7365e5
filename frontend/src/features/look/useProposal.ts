import { useQuery } from '@tanstack/vue-query'
import { computed, ref, watch } from 'vue'
import { jobs } from '@/api/endpoints'
import { looks, type Look } from '@/api/looks'
import { keys } from '@/api/queries'
import { useSubmit } from '@/composables/useSubmit'
import { wholeLook } from './look'

/** A look proposed from a channel's own videos: `found` hears of it once the job is done. */
export function useProposal(channel: () => string, found: (look: Look) => void) {
  const jobId = ref<string | null>(null)
  const {
    busy: asking,
    problem,
    submit,
  } = useSubmit(async (logos: string[] = []) => {
    jobId.value = (await looks.propose(channel(), logos)).id
  })
  const query = useQuery({
    queryKey: computed(() => keys.job(jobId.value ?? '')),
    queryFn: () => jobs.get(jobId.value as string),
    enabled: () => jobId.value !== null,
  })
  const job = computed(() => (jobId.value ? query.data.value : undefined))
  const busy = computed(
    () =>
      asking.value ||
      (jobId.value !== null && !['failed', 'cancelled', 'succeeded'].includes(job.value?.state ?? '')),
  )
  watch(job, (now) => {
    if (now?.state !== 'succeeded') return
    const proposed = now.result?.brand
    // The live event says that it is done, the next answer says what it is.
    if (!proposed) return void query.refetch()
    jobId.value = null
    found(wholeLook(proposed))
  })
  return { busy, problem, job, propose: submit }
}
