/**
 * Parses `multipart/form-data` (RFC 7578). Fields become strings; a part with a file name becomes a `FormFile`, which
 * every field refuses: no endpoint takes files, so their bytes are dropped at once. This is own code because the
 * platform's parser is asynchronous, and its errors say nothing that a client could use.
 */
import { problem } from '../../../problems.ts'
import { maxFields } from './form.ts'
import { type MediaType, parseMediaType } from './media-type.ts'

/** A file where a value was expected. */
export interface FormFile {
  readonly fileName: string
}

/** Django's MAX_TOTAL_HEADER_SIZE, for one part. */
const maxHeaderBytes = 1024
const boundaryText = /^[ -~]{0,200}[!-~]$/

/** A null-prototype object of strings and files; the last value of a repeated name wins. */
export function parseMultipart(bytes: Uint8Array, type: MediaType): Record<string, string | FormFile> {
  const boundary = type.parameters.get('boundary')
  if (boundary === undefined || !boundaryText.test(boundary)) {
    throw multipartError(`Invalid boundary in multipart: ${boundary ?? 'None'}`)
  }
  const data: Record<string, string | FormFile> = Object.create(null)
  for (const part of splitParts(bytes, boundary)) {
    const field = readPart(part)
    if (field !== undefined) data[field.name] = field.value
  }
  return data
}

function multipartError(why: string): Error {
  return problem('parse_error', { title: `Multipart form parse error - ${why}`, reason: 'multipart' })
}

/**
 * Latin-1 keeps every byte as one character, so string functions work; values are decoded afterwards. A delimiter is a
 * whole line, blanks at its end aside (RFC 2046 section 5.1.1): a line that only begins like it is content.
 */
function splitParts(bytes: Uint8Array, boundary: string): string[] {
  const text = `\r\n${Buffer.from(bytes).toString('latin1')}`
  const delimiter = new RegExp(`\\r\\n--${RegExp.escape(boundary)}(?:[ \\t]*(?=\\r\\n)|(--)[ \\t]*(?=\\r\\n|$))`, 'g')
  const sections: string[] = []
  let start: number | undefined
  for (const { 0: line, 1: closing, index } of text.matchAll(delimiter)) {
    if (start !== undefined) sections.push(text.slice(start, index))
    if (sections.length > maxFields) throw multipartError(`More than ${maxFields} parts.`)
    if (closing !== undefined) return sections
    start = index + line.length
  }
  throw multipartError('The closing boundary is missing.')
}

function readPart(part: string): { readonly name: string; readonly value: string | FormFile } | undefined {
  const start = part.indexOf('\r\n')
  const headersEnd = part.indexOf('\r\n\r\n', start)
  if (start < 0 || headersEnd < 0) throw multipartError('A part has no headers.')
  if (headersEnd - start > maxHeaderBytes) throw multipartError('Request max total header size exceeded.')
  const disposition = findDisposition(part.slice(start, headersEnd))
  const name = disposition && parameterOf(disposition, 'name')
  if (disposition === undefined || name === undefined) return undefined
  const fileName = parameterOf(disposition, 'filename')
  return { name: name.trim(), value: fileName === undefined ? fromLatin1(part.slice(headersEnd + 4)) : { fileName } }
}

/** `name*=UTF-8''caf%C3%A9` (RFC 5987), which Django reads too, or the plain one. */
function parameterOf({ parameters }: MediaType, name: string): string | undefined {
  const [, charset = '', encoded] = /^([^']*)'[^']*'([^']*)$/.exec(parameters.get(`${name}*`) ?? '') ?? []
  const bytes = encoded?.replaceAll(/%([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  if (bytes !== undefined) return /^iso-8859-1$/i.test(charset) ? bytes : fromLatin1(bytes)
  const plain = parameters.get(name)
  return plain === undefined ? undefined : fromLatin1(plain)
}

function findDisposition(headers: string): MediaType | undefined {
  const line = headers.split('\r\n').find(header => /^content-disposition\s*:/i.test(header))
  return line === undefined ? undefined : parseMediaType(line.slice(line.indexOf(':') + 1))
}

function fromLatin1(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8')
}
