import type { Socket } from 'node:net'
import type { ConnectionError } from 'fastify'

const answers: Readonly<Record<string, readonly [status: number, reason: string, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [
    431,
    'Request Header Fields Too Large',
    'The address and the headers of the request are longer than 16 KB together.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'The request did not come to its end in time.'],
}
const unreadable = [400, 'Bad Request', 'The request is no HTTP that can be read.'] as const

/** Answers what could not be read as a request, and closes the connection. What asked with HEAD gets no body, which it would take for the next answer. */
export function answerUnreadable(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const [status, title, detail] = answers[error.code] ?? unreadable
  const body = JSON.stringify({ type: 'about:blank', title, status, detail, code: 'unreadable' })
  const head = `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`
  const isHead = Buffer.isBuffer(error.rawPacket) && error.rawPacket.subarray(0, 5).toString() === 'HEAD '
  if (socket.writable) socket.write(isHead ? head : head + body)
  socket.destroySoon()
}
