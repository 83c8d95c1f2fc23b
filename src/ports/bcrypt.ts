/**
 * Bcrypt, off the event loop. `salt` is a bcrypt string without its digest (`$2b$12$` and 22 characters); the result is
 * that string with the digest. Bcrypt only reads the first 72 bytes of the password.
 */
export type Bcrypt = (password: string, salt: string) => Promise<string>
