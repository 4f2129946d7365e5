import { useQueryClient } from '@tanstack/vue-query'
import { useRoute, useRouter } from 'vue-router'
import type { AuthAnswer } from '@/api/allauth'
import { me } from '@/api/endpoints'
import { Problem } from '@/api/problem'
import { fetchMe } from '@/composables/useSession'
import { currentLanguage } from '@/i18n/language'
import { safeNext } from '@/router'

/** Where an answer of the sign-in service leads: inside, or to the step that is still missing. */
export function useAuthFlow() {
  const queries = useQueryClient()
  const route = useRoute()
  const router = useRouter()

  async function follow(answer: AuthAnswer, options: { isNew?: boolean } = {}): Promise<void> {
    if (answer.authenticated) {
      queries.clear()
      if (options.isNew) await me.update({ language: currentLanguage() })
      const person = await fetchMe(queries)
      if (!person) throw new Problem({ code: 'not_authenticated', status: 401 })
      await router.replace(safeNext(route.query.next))
    } else if (answer.pending === 'verify_email') {
      await router.push({ name: 'verify-email', query: route.query })
    } else if (answer.pending === 'mfa_authenticate') {
      await router.push({ name: 'sign-in', query: { ...route.query, step: 'code' } })
    } else {
      throw new Problem({ code: 'not_authenticated', status: 401 })
    }
  }
  return { follow }
}
