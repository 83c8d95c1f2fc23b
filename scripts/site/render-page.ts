/** One Markdown page as HTML: anchors as GitHub makes them, links to the other pages of the site, wide tables that scroll. */
import MarkdownIt, { type Token } from 'markdown-it'
import { anchor } from '../reference/markdown.ts'

export interface Section {
  readonly id: string
  readonly title: string
  readonly text: string
}

export interface RenderedPage {
  readonly title: string
  readonly html: string
  /** The page in parts, each with the heading above it: what the search finds. */
  readonly sections: readonly Section[]
  /** All anchors. */
  readonly ids: ReadonlySet<string>
}

/** No HTML is taken from a page, but anchors that stand on a line of their own. */
const writtenAnchor = /^<a id="([\w-]+)"><\/a>$/gm
const mark = '\u0001'

export function renderPage(text: string, link: (target: string) => string): RenderedPage {
  const markdown = new MarkdownIt({ html: false, linkify: false })
  const tokens = markdown.parse(text.replaceAll(writtenAnchor, `${mark}$1${mark}`), {})
  const sections: { id: string; title: string; text: string }[] = []
  const ids = new Set([...text.matchAll(writtenAnchor)].map(([, id = '']) => id))
  for (const [at, token] of tokens.entries()) {
    const title = tokens[at + 1]?.type === 'inline' ? textOf(tokens[at + 1]) : ''
    if (token.type === 'heading_open') {
      const id = freeId(anchor(title), ids)
      token.attrSet('id', id)
      sections.push({ id, title, text: '' })
    }
    const section = sections.at(-1)
    if (token.type === 'inline' && tokens[at - 1]?.type !== 'heading_open' && section)
      section.text += ` ${textOf(token)}`
    for (const child of token.children ?? []) relink(child, link)
  }
  const html = markdown.renderer.render(tokens, markdown.options, {})
  return { title: sections[0]?.title ?? '', html: finished(html), sections, ids }
}

function textOf(token: Token | undefined): string {
  const parts = token?.children?.filter(({ type }) => type === 'text' || type === 'code_inline' || type === 'softbreak')
  const text = parts?.map(({ type, content }) => (type === 'softbreak' ? ' ' : content)).join('') ?? ''
  return text.replaceAll(new RegExp(`${mark}.*?${mark}`, 'g'), '')
}

/** Two headings of one name are `name` and `name-1`. */
function freeId(wanted: string, ids: Set<string>): string {
  let id = wanted
  for (let again = 1; ids.has(id); again += 1) id = `${wanted}-${again}`
  ids.add(id)
  return id
}

function relink(token: Token, link: (target: string) => string): void {
  const name = token.type === 'link_open' ? 'href' : token.type === 'image' ? 'src' : undefined
  if (name !== undefined) token.attrSet(name, link(String(token.attrGet(name) ?? '')))
  if (token.type === 'image') token.attrSet('loading', 'lazy')
}

function finished(html: string): string {
  return html
    .replaceAll(new RegExp(`<p>${mark}([\\w-]+)${mark}</p>`, 'g'), '<a id="$1"></a>')
    .replaceAll('<table>', '<div class="table" tabindex="0"><table>')
    .replaceAll('</table>', '</table></div>')
    .replaceAll('<pre>', '<pre tabindex="0">')
    .replaceAll('<pre tabindex="0"><code class="language-mermaid">', '<pre class="diagram" tabindex="0"><code>')
    .replaceAll(
      /<(h[2-6]) id="([^"]+)">([\s\S]*?)<\/\1>/g,
      '<$1 id="$2">$3 <a class="here" href="#$2" aria-label="Link to this part">#</a></$1>',
    )
}
