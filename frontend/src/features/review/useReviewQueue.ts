import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, shallowReactive, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { reviews } from '@/api/endpoints'
import { asProblem } from '@/api/problem'
import { keys } from '@/api/queries'
import type { Page, Review, ReviewVerdict } from '@/api/types'
import { notify, undoable, type Undoable } from '@/ui/notices'

export interface Words {
  reason?: string
  note?: string
}

/**
 * The open cases, and decisions that can be taken back for five seconds: a decided case leaves the list at
 * once, the server hears of it when the time is over (or when the page closes), and a refusal brings it back.
 */
export function useReviewQueue(id: Ref<string | undefined>, goTo: (id: string | undefined) => void) {
  const { t } = useI18n()
  const queries = useQueryClient()
  const list = useQuery({ queryKey: keys.reviews('open'), queryFn: () => reviews.list('open') })
  const decided = shallowReactive(new Map<string, Undoable>())

  const open = computed(() => (list.data.value?.results ?? []).filter((one) => !decided.has(one.id)))
  const index = computed(() => open.value.findIndex((one) => one.id === id.value))
  const single = useQuery({
    queryKey: computed(() => keys.review(id.value ?? '')),
    queryFn: () => reviews.get(id.value!),
    enabled: () =>
      Boolean(id.value) && list.data.value !== undefined && index.value < 0 && !decided.has(id.value!),
  })
  const current = computed<Review | undefined>(
    () => open.value[index.value] ?? (id.value ? single.data.value : undefined),
  )

  const step = (by: 1 | -1) => {
    const next = open.value[index.value + by]
    if (next) goTo(next.id)
  }

  watch(
    [open, id],
    () => {
      if (!id.value && open.value[0]) goTo(open.value[0].id)
    },
    { immediate: true },
  )

  const removeFromCache = (review: string) =>
    queries.setQueryData<Page<Review>>(keys.reviews('open'), (page) =>
      page ? { ...page, results: page.results.filter((one) => one.id !== review) } : page,
    )

  const send = async (review: Review, verdict: ReviewVerdict, words: Words, leaving: boolean) => {
    try {
      const answer = await reviews.decide(
        review.id,
        verdict,
        { sha256: review.version.sha256, ...words },
        leaving,
      )
      queries.setQueryData(keys.review(review.id), answer)
      removeFromCache(review.id)
    } catch (error) {
      const problem = asProblem(error)
      notify(problem.detail || t(`review.refused.${problem.status === 409 ? 'stale' : 'other'}`), {
        tone: 'bad',
      })
    } finally {
      decided.delete(review.id)
      void queries.invalidateQueries({ queryKey: ['reviews'] })
    }
  }

  const decide = (review: Review, verdict: ReviewVerdict, words: Words = {}) => {
    if (decided.has(review.id)) return
    const at = index.value
    const following = open.value[at + 1] ?? open.value[at - 1]
    decided.set(
      review.id,
      undoable({
        text: t(`review.done.${verdict}`, { title: titleOf(review) }),
        undoLabel: t('common.undo'),
        commit: (leaving) => void send(review, verdict, words, leaving),
        undone: () => {
          decided.delete(review.id)
          goTo(review.id)
        },
      }),
    )
    goTo(following?.id)
  }
  const undoLast = () => [...decided.values()].at(-1)?.undo()

  return { list, open, index, single, current, step, decide, undoLast }
}

export function titleOf(review: Review): string {
  return review.video?.title ?? review.channel.title
}
