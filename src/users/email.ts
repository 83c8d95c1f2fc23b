/**
 * Django's rules for e-mail addresses (5.2: EmailValidator, BaseUserManager.normalize_email) and our own rule for
 * when two of them are one. None of this asks whether a mailbox exists: only a mail that was answered shows that.
 */
import { isIPv4, isIPv6 } from 'node:net'
import { domainToASCII } from 'node:url'
import type { Brand } from '../kernel/brand.ts'
import { countCodePoints, strip } from '../kernel/python-text.ts'

/** An address that was judged and normalised once. */
export type EmailAddress = Brand<string, 'EmailAddress'>

/** RFC 3696 section 3, as Django counts: code points. */
const maxLength = 320
const maxIpv6Length = 39

const dotAtom = /^[-!#$%&'*+/=?^_`{}|~0-9A-Z]+(\.[-!#$%&'*+/=?^_`{}|~0-9A-Z]+)*$/i
const quotedString = /^"([\x01-\x08\x0b\x0c\x0e-\x1f!#-[\]-\x7f]|\\[\x01-\x09\x0b\x0c\x0e-\x7f])*"$/
const domainName = /^([A-Z0-9]([A-Z0-9-]{0,61}[A-Z0-9])?\.)+[A-Z0-9-]{2,63}(?<!-)$/i
const internationalName = /^[-.0-9A-Z\xa1-\u{10ffff}]+$/iu
const addressLiteral = /^\[([A-F0-9:.]+)\]$/i

/** The address with its domain in lower case, or `undefined` when it is none. */
export function parseEmail(text: string): EmailAddress | undefined {
  const address = normalizeEmail(text)
  return isValidEmail(address) ? (address as EmailAddress) : undefined
}

/**
 * What EmailValidator accepts. One difference, on purpose: Python's `[A-Z]` without case also takes U+0130, U+0131,
 * U+017F and U+212A in the local part, which look like letters that other accounts have; here they are refused.
 */
export function isValidEmail(text: string): boolean {
  const at = text.lastIndexOf('@')
  if (at < 0 || countCodePoints(text) > maxLength) return false
  const local = text.slice(0, at)
  return (dotAtom.test(local) || quotedString.test(local)) && isValidDomain(text.slice(at + 1))
}

function isValidDomain(domain: string): boolean {
  if (domain === 'localhost' || domainName.test(domain) || isAddressLiteral(domain)) return true
  // An internationalised name counts in the form that DNS carries (RFC 3490). The platform's converter reads a URL's
  // host and so drops tabs and line breaks: with them an address could write mail headers. It follows UTS 46 where
  // Python has IDNA 2003; they part on names that nobody can hold (a leading combining mark, a hyphen beside `ß`).
  return internationalName.test(domain) && domainName.test(domainToASCII(domain))
}

function isAddressLiteral(domain: string): boolean {
  const address = addressLiteral.exec(domain)?.[1]
  return address !== undefined && (isIPv4(address) || (address.length <= maxIpv6Length && isIPv6(address)))
}

/** `normalize_email`: trimmed, and the part after the last `@` in lower case. The local part is the host's business. */
export function normalizeEmail(text: string): string {
  const trimmed = strip(text)
  const at = trimmed.lastIndexOf('@')
  return at < 0 ? trimmed : `${trimmed.slice(0, at)}@${trimmed.slice(at + 1).toLowerCase()}`
}

/**
 * The form in which two spellings of one address are equal: the domain in lower case, as accounts are stored, and of
 * the rest ASCII letters and nothing else. Full Unicode folding there would let a stranger register
 * `\u212Aim@example.com` (a Kelvin sign) and be taken for `kim@...`; of domains DNS itself makes one name (RFC 5895).
 */
export function foldEmail(text: string): string {
  const at = text.lastIndexOf('@')
  return foldAscii(text.slice(0, at + 1)) + (at < 0 ? foldAscii(text) : text.slice(at + 1).toLowerCase())
}

function foldAscii(text: string): string {
  return text.replace(/[A-Z]+/g, letters => letters.toLowerCase())
}
