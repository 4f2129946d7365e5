/** Words that are no initials; all others are written in capitals. */
const WORDS = ['euler', 'heun', 'karras', 'flow', 'single']
const EXACT: Record<string, string> = { unipc: 'UniPC', a: 'a', dpmpp: 'DPM++' }

/** A scheduler as those who know it write it, in any language: `dpm++_2m_karras` is DPM++ 2M Karras. */
export function schedulerTitle(name: string): string {
  return name
    .split('_')
    .map(
      (word) =>
        EXACT[word] ?? (WORDS.includes(word) ? word[0]!.toUpperCase() + word.slice(1) : word.toUpperCase()),
    )
    .join(' ')
}
