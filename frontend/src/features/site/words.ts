/** One word or beginning per line, as people type them; without empty lines and repetitions. */
export function wordsOf(text: string): string[] {
  const words = text
    .split(/[\n,;]/)
    .map((word) => word.trim())
    .filter(Boolean)
  return [...new Set(words)]
}
