import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Line, readCsv } from './csv.ts'

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read(text: string | Uint8Array, csv = {}, size = 7): Promise<Line[]> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  return Array.fromAsync(readCsv(chunks(bytes, size), csv))
}

const records = (lines: readonly Line[]) => lines.map(({ read }) => (read.ok ? read.record : read.reason))

test('the delimiter is found out, and quotes keep delimiters, quotes and line ends', async () => {
  for (const delimiter of [',', ';', '\t', '|']) {
    const text = `name${delimiter}value\n"a ${delimiter}""b""\nc"${delimiter}1,5\n\nx${delimiter}2\n`
    const lines = await read(text)
    assert.deepEqual(
      records(lines),
      [
        { name: `a ${delimiter}"b"\nc`, value: delimiter === ',' ? undefined : '1,5' },
        { name: 'x', value: '2' },
      ].map((record) => (record.value === undefined ? 'wrong-columns' : record)),
    )
    assert.deepEqual(
      lines.map(({ number }) => number),
      [2, 5],
    )
  }
})

test('text is read in UTF-8, UTF-16 with its mark, and GB 18030', async () => {
  const utf16 = new Uint8Array(Buffer.from('\ufeff站,值\n怀柔,1\n', 'utf16le'))
  const gb18030 = Uint8Array.of(0xd5, 0xbe, 0x2c, 0xd6, 0xb5, 0x0a, 0xbb, 0xb3, 0xc8, 0xe1, 0x2c, 0x31, 0x0a)
  const expected = [{ 站: '怀柔', 值: '1' }]
  assert.deepEqual(records(await read('\ufeff站,值\n怀柔,1\n', {}, 1000)), expected)
  assert.deepEqual(records(await read(utf16)), expected)
  assert.deepEqual(records(await read(gb18030, { encoding: 'gb18030' })), expected)
  await assert.rejects(read(gb18030), /not in utf-8: name its encoding/)
})

test('a file without a header takes its columns from the mapping', async () => {
  assert.deepEqual(records(await read('a,1\nb,2', { columns: ['name', 'value'] })), [
    { name: 'a', value: '1' },
    { name: 'b', value: '2' },
  ])
})

test('a line with too few or too many fields is told apart and the next ones are read', async () => {
  const lines = await read('a,b\r\n1,2\n3\r\n4,5,6\n7,8\r\n')
  assert.deepEqual(records(lines), [{ a: '1', b: '2' }, 'wrong-columns', 'wrong-columns', { a: '7', b: '8' }])
  assert.deepEqual(
    lines.map(({ number, text }) => [number, text]),
    [
      [2, '1,2'],
      [3, '3'],
      [4, '4,5,6'],
      [5, '7,8'],
    ],
  )
})

test('a quote inside a field stays, and one that is never closed is an error with its line', async () => {
  assert.deepEqual(records(await read('a,b\n5"x,2\n')), [{ a: '5"x', b: '2' }])
  await assert.rejects(read('a,b\n1,2\n"3,4\n5,6\n'), /never closed, around line/)
})
