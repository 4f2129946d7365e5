import type { Version } from '@/api/types'

export type Act = 'publish' | 'submit' | 'restore' | 'retire'

export interface Choices {
  /** The one act that the eye should find. */
  primary: Act | null
  secondary: Act[]
}

/** States from which a person wants the picture back; restoring makes a new version of it. */
const PAST: readonly Version['state'][] = ['retired', 'rejected']

/**
 * What to offer for a version. `version.actions` is what the server allows; publishing is also offered for
 * what may be submitted, when the person may publish: submit and publish are then one press.
 */
export function choicesFor(version: Version, canPublish: boolean): Choices {
  const may = (act: Act) => version.actions.includes(act)
  const restore: Act[] = may('restore') && PAST.includes(version.state) ? ['restore'] : []
  if (may('publish')) return { primary: 'publish', secondary: [] }
  // A moderator has asked for changes: as it is, it can only be looked at again.
  if (may('submit') && version.state === 'changes_requested') return { primary: 'submit', secondary: [] }
  if (may('submit'))
    return canPublish ? { primary: 'publish', secondary: ['submit'] } : { primary: 'submit', secondary: [] }
  if (may('retire')) return { primary: null, secondary: ['retire'] }
  // Why it was rejected is read first: the same picture once more is seldom the answer.
  if (version.state === 'rejected') return { primary: null, secondary: restore }
  return { primary: restore[0] ?? null, secondary: [] }
}

export interface Calls {
  submit: (id: string) => Promise<Version>
  publish: (id: string) => Promise<Version>
}

export type Outcome = 'published' | 'held' | 'approved'

/**
 * Take a version as far towards the public as it may go at once: submitted where it has to be, and published
 * if that approved it. `held`: a moderator looks first. `approved`: fit to publish, but not by this person.
 */
export async function bringOut(
  version: Version,
  calls: Calls,
): Promise<{ outcome: Outcome; version: Version }> {
  let current = version
  if (!current.actions.includes('publish') && current.actions.includes('submit'))
    current = await calls.submit(current.id)
  if (current.actions.includes('publish'))
    return { outcome: 'published', version: await calls.publish(current.id) }
  return { outcome: current.state === 'approved' ? 'approved' : 'held', version: current }
}
