/** A data URL's picture, decoded off the page's own thread. */
export async function bitmapOf(url: string): Promise<ImageBitmap> {
  const [head, body] = url.split(',', 2) as [string, string]
  const bytes = Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0))
  return createImageBitmap(new Blob([bytes], { type: head.slice(5).split(';')[0] }))
}
