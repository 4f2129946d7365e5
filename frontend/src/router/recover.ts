import { i18n } from '@/i18n'
import { notify } from '@/ui/notices'

const STORED = 'masthead.reloaded'
const ONCE_IN_MS = 60_000

let missed = false

/** Whether a part was asked for in vain. Its styles will not be asked for again: only a fresh page has them. */
export function partsAreMissing(): boolean {
  return missed
}

/**
 * A page's script did not come. If the server answers, either the site was updated while this tab was open and
 * the old parts are gone, or the network is back: load the place anew. If it does not, stay and say so.
 */
export async function recoverFromMissingPart(
  place: string,
  go: (place: string) => void = (to) => location.assign(to),
): Promise<void> {
  const alive = await fetch('/healthz', { cache: 'no-store' }).then(
    (response) => response.ok,
    () => false,
  )
  const last = Number(sessionStorage.getItem(STORED) ?? 0)
  if (alive && (missed || Date.now() - last > ONCE_IN_MS)) {
    sessionStorage.setItem(STORED, String(Date.now()))
    go(place)
    return
  }
  missed = !alive
  const family = alive ? 'unknown' : 'offline'
  const { t } = i18n.global
  notify(`${t(`problem.${family}.what`)}. ${t(`problem.${family}.next`)}`, { tone: 'bad' })
}
