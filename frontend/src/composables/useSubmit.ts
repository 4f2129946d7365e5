import { ref, shallowRef } from 'vue'
import { asProblem, type Problem } from '@/api/problem'

/** One act at a time, with what went wrong kept for the form to show. A second press while busy does nothing. */
export function useSubmit<A extends unknown[], R>(work: (...args: A) => Promise<R>) {
  const busy = ref(false)
  const problem = shallowRef<Problem | null>(null)
  const submit = async (...args: A): Promise<R | undefined> => {
    if (busy.value) return undefined
    busy.value = true
    problem.value = null
    try {
      return await work(...args)
    } catch (error) {
      problem.value = asProblem(error)
      return undefined
    } finally {
      busy.value = false
    }
  }
  return { busy, problem, submit }
}
