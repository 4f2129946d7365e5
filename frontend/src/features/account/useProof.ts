import { ref } from 'vue'
import { auth } from '@/api/allauth'
import { Problem } from '@/api/problem'

/**
 * Some acts need the password once more. `guarded` runs the act; if the server wants proof, it waits until
 * `prove` succeeds (or `cancel` gives up) and runs it again.
 */
export function useProof() {
  const asking = ref(false)
  let settle: ((proven: boolean) => void) | undefined

  async function guarded<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'reauthentication_required') throw error
      asking.value = true
      const proven = await new Promise<boolean>((resolve) => (settle = resolve))
      asking.value = false
      if (!proven) throw new Problem({ code: 'cancelled' })
      return await act()
    }
  }
  async function prove(password: string): Promise<void> {
    const answer = await auth.reauthenticate(password)
    if (!answer.authenticated || answer.mustProve)
      throw new Problem({ code: 'reauthentication_required', status: 401 })
    settle?.(true)
  }
  const cancel = () => settle?.(false)
  return { asking, guarded, prove, cancel }
}

export type Proof = ReturnType<typeof useProof>
