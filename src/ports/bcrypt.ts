/**
 * Bcrypt, off the event loop. `salt` is a bcrypt text without its digest (`$2b$12$` and 22 characters); the answer is
 * that text with the digest. Bcrypt reads 72 bytes of the password and no more.
 */
export type Bcrypt = (password: string, salt: string) => Promise<string>
