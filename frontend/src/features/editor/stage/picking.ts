const hex = (value: number) => value.toString(16).padStart(2, '0')

/** The colour of the canvas at a place of the stage, from the pixels that are shown there. */
export function hexAt(host: HTMLElement, x: number, y: number): string {
  const canvas = host.querySelector('canvas')!
  const ratio = canvas.width / Math.max(1, canvas.clientWidth)
  const [red, green, blue] = canvas
    .getContext('2d')!
    .getImageData(Math.round(x * ratio), Math.round(y * ratio), 1, 1).data
  return `#${hex(red!)}${hex(green!)}${hex(blue!)}`
}

interface Dropper {
  open: () => Promise<{ sRGBHex: string }>
}
declare global {
  interface Window {
    EyeDropper?: new () => Dropper
  }
}

/** The browser's own eyedropper, which sees the whole screen; null where it has none, or when it was put away. */
export async function screenColour(): Promise<string | null> {
  if (!window.EyeDropper) return null
  try {
    const { sRGBHex } = await new window.EyeDropper().open()
    return sRGBHex.toLowerCase()
  } catch (error) {
    if (error instanceof DOMException) return null
    throw error
  }
}
