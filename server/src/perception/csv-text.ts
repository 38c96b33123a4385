const marks: readonly (readonly [string, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]

/**
 * Bytes as text: by the byte order mark where there is one, else by the encoding given, else UTF-8.
 *
 * @throws {Error} naming the encoding when the bytes are not in it
 */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>, encoding = 'utf-8'): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  let label = encoding
  try {
    for await (const chunk of bytes) {
      if (decoder === undefined) {
        label = marks.find(([, mark]) => mark.every((byte, index) => chunk[index] === byte))?.[0] ?? encoding
        decoder = new TextDecoder(label, { fatal: true })
      }
      yield decoder.decode(chunk, { stream: true })
    }
    if (decoder !== undefined) yield decoder.decode()
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error
    throw new Error(`The file is not in ${label}: name its encoding in the mapping, under "csv".`, { cause: error })
  }
}
