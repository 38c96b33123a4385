import type { FastifyReply } from 'fastify'

const year = 365 * 24 * 3600

/** Choices of the reader: no name, no identifier, read by the server only. */
export const choiceCookies = { language: 'datong-language', text: 'datong-text', place: 'datong-place' } as const

export type Choice = keyof typeof choiceCookies

export function keepChoice(reply: FastifyReply, choice: Choice, value: string, secure: boolean): void {
  reply.setCookie(choiceCookies[choice], value, { path: '/', maxAge: year, sameSite: 'lax', httpOnly: true, secure })
}

export function dropChoice(reply: FastifyReply, choice: Choice): void {
  reply.clearCookie(choiceCookies[choice], { path: '/' })
}
