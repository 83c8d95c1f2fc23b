/**
 * Django's rules for e-mail addresses (5.2: EmailValidator, BaseUserManager.normalize_email), and our rule for when two
 * of them are the same. None of this checks that the mailbox exists: only a link that was opened proves that.
 */
import { isIPv4, isIPv6 } from 'node:net'
import { domainToASCII, domainToUnicode } from 'node:url'
import type { Brand } from '../kernel/brand.ts'
import { countCodePoints, strip } from '../kernel/python-text.ts'

/** An address that has been validated and normalised. */
export type EmailAddress = Brand<string, 'EmailAddress'>

/** RFC 3696 section 3; like Django, counted in code points. */
const maxLength = 320
const maxIpv6Length = 39

const dotAtom = /^[-!#$%&'*+/=?^_`{}|~0-9A-Z]+(\.[-!#$%&'*+/=?^_`{}|~0-9A-Z]+)*$/i
const quotedString = /^"([\x01-\x08\x0b\x0c\x0e-\x1f!#-[\]-\x7f]|\\[\x01-\x09\x0b\x0c\x0e-\x7f])*"$/
const domainName = /^([A-Z0-9]([A-Z0-9-]{0,61}[A-Z0-9])?\.)+[A-Z0-9-]{2,63}(?<!-)$/i
/** As it is typed: without digits, unless it is in the form of DNS. `user@192.168.0.10` is no address of mail. */
const topLevel = /\.(?!-)(?:[-A-Z\xa1-\u{10ffff}]{2,63}|xn--[A-Z0-9]{1,59})(?<!-)$/iu
const internationalName = /^[-.0-9A-Z\xa1-\u{10ffff}]+$/iu
const addressLiteral = /^\[([A-F0-9:.]+)\]$/i

/** The address with its domain in lower case, or `undefined` if it is invalid. */
export function parseEmail(text: string): EmailAddress | undefined {
  const address = normalizeEmail(text)
  return isValidEmail(address) ? (address as EmailAddress) : undefined
}

/**
 * What EmailValidator accepts, with two deliberate differences, both against homographs. Python's case-insensitive
 * `[A-Z]` also matches U+0130, U+0131, U+017F and U+212A in the local part, and Django takes a domain in any spelling
 * that DNS reads as another: both are refused here.
 */
export function isValidEmail(text: string): boolean {
  const at = text.lastIndexOf('@')
  if (at < 0 || countCodePoints(text) > maxLength) return false
  const local = text.slice(0, at)
  return (dotAtom.test(local) || quotedString.test(local)) && isValidDomain(text.slice(at + 1))
}

function isValidDomain(domain: string): boolean {
  if (domain === 'localhost' || isAddressLiteral(domain)) return true
  if (!topLevel.test(domain)) return false
  if (domainName.test(domain)) return true
  // An internationalised name is checked in its DNS form (RFC 3490). `domainToASCII` parses a URL's host and so drops
  // tabs and line breaks, with which an address could inject mail headers: hence the test before it. It follows UTS 46,
  // Python IDNA 2003; they differ on names that cannot be registered (a leading combining mark, a hyphen beside `ß`).
  // A name that DNS writes otherwise (invisible and full-width characters) would be a second account of one mailbox.
  const ascii = domainToASCII(domain)
  return internationalName.test(domain) && domainName.test(ascii) && domainToUnicode(ascii) === domain.toLowerCase()
}

function isAddressLiteral(domain: string): boolean {
  const address = addressLiteral.exec(domain)?.[1]
  return address !== undefined && (isIPv4(address) || (address.length <= maxIpv6Length && isIPv6(address)))
}

/** `normalize_email`: trimmed, and lower case after the last `@`. Only the host can interpret the local part. */
export function normalizeEmail(text: string): string {
  const trimmed = strip(text)
  const at = trimmed.lastIndexOf('@')
  return at < 0 ? trimmed : `${trimmed.slice(0, at)}@${trimmed.slice(at + 1).toLowerCase()}`
}

/**
 * The form in which two spellings of one address are equal: the domain as DNS has it, in lower case and ASCII
 * (`xn--mnchen-3ya.de` for `münchen.de`), and ASCII letters of the local part in lower case. Full Unicode folding there would let an attacker register
 * `\u212Aim@example.com` (a Kelvin sign) and pass for `kim@...`; in domains, DNS folds them itself (RFC 5895).
 */
export function foldEmail(text: string): string {
  const at = text.lastIndexOf('@')
  return at < 0 ? foldAscii(text) : foldAscii(text.slice(0, at + 1)) + asciiDomain(text.slice(at + 1))
}

/** Both spellings of an address: its domain in ASCII and in letters. They are equal where it has no letters beyond ASCII. */
export function spellingsOfEmail(text: string): readonly [ascii: string, letters: string] {
  const at = text.lastIndexOf('@')
  const ascii = asciiDomain(text.slice(at + 1))
  const letters = domainToUnicode(ascii)
  const local = text.slice(0, at + 1)
  return [local + ascii, local + (letters === '' ? ascii : letters)]
}

/** Only the spelling that an address may be registered with: full-width letters and dots stay another name (homographs). */
function asciiDomain(domain: string): string {
  const lower = domain.toLowerCase().normalize('NFC')
  const ascii = domainToASCII(lower)
  return ascii !== lower && domainToUnicode(ascii) === lower ? ascii : lower
}

function foldAscii(text: string): string {
  return text.replace(/[A-Z]+/g, letters => letters.toLowerCase())
}
