import type { Messages } from '.'

/** Every feature's words in this language, and no others. */
export default import.meta.glob<Messages>(['../features/*/messages.ts', '../ui/messages.ts'], {
  eager: true,
  import: 'default',
  query: '?only=en',
})
