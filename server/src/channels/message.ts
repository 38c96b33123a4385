/** What is carried to somebody. */
export type Message = { readonly to: string; readonly subject: string; readonly text: string }

/** A way out. */
export type Way = {
  /** @throws {NotCarried} when it did not leave */
  carry(message: Message): Promise<void>
  close(): void
}

/** Says what went wrong in words of its own: what the other side said may name a person, and goes into no log. */
export class NotCarried extends Error {
  override name = 'NotCarried'
}
