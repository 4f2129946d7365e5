import { computed } from 'vue'
import { useLanguageRef } from './language'

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** Bytes in the reader's words: 1.4 MB, 1,4 МБ. */
export function formatBytes(bytes: number, locale: string): string {
  let value = Math.max(0, bytes)
  let unit = 0
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[unit],
    unitDisplay: unit === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0,
  }).format(value)
}

/** Seconds as a clock: 0:07, 12:30, 1:02:03. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  const rest = String(whole % 60).padStart(2, '0')
  return hours ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

/** "5 minutes ago", "вчера"; the last minute is "now". */
export function formatAgo(iso: string, locale: string, now = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return words.format(Math.round(seconds / size), unit)
  }
  return words.format(0, 'second')
}

/** Numbers and dates as the reader writes them; follows the language as it changes. */
export function useFormat() {
  // A Russian year's "г." says nothing and puts a full stop into the middle of a line.
  const dated = (options: Intl.DateTimeFormatOptions, at: string | number) =>
    new Intl.DateTimeFormat(locale.value, options).format(new Date(at)).replace(/\s?г\./, '')
  const language = useLanguageRef()
  const locale = computed(() => (language.value === 'ru' ? 'ru-RU' : 'en-GB'))
  return {
    locale,
    number: (value: number) => new Intl.NumberFormat(locale.value).format(value),
    percent: (fraction: number) =>
      new Intl.NumberFormat(locale.value, { style: 'percent', maximumFractionDigits: 0 }).format(fraction),
    bytes: (bytes: number) => formatBytes(bytes, locale.value),
    duration: formatDuration,
    ago: (iso: string) => formatAgo(iso, locale.value),
    date: (iso: string | number) => dated({ dateStyle: 'medium' }, iso),
    dateTime: (iso: string | number) => dated({ dateStyle: 'medium', timeStyle: 'short' }, iso),
  }
}
