// Draws the diagrams of a page by Mermaid, which pages without one do not load. Where that fails, or without scripts, their text stays.
{
  const { root } = document.currentScript.dataset
  const sources = [...document.querySelectorAll('pre.diagram')]
  const dark = window.matchMedia('(prefers-color-scheme: dark)')

  const library = document.createElement('script')
  library.src = `${root}mermaid.js`
  library.onload = () => {
    draw()
    dark.addEventListener('change', draw)
  }
  document.head.append(library)

  async function draw() {
    const theme = dark.matches ? 'dark' : 'neutral'
    window.mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', theme, fontFamily: 'inherit' })
    for (const [number, source] of sources.entries()) await drawOne(number, source).catch(window.reportError)
  }

  async function drawOne(number, source) {
    const { svg } = await window.mermaid.render(`diagram-${number}`, source.textContent)
    const drawing = place(number, source)
    drawing.innerHTML = svg
    const drawn = drawing.firstElementChild
    // Wide ones scroll, and stay legible.
    drawn.style.minWidth = `${drawn.viewBox.baseVal.width * 0.55}px`
  }

  /** Above the text, which goes into a fold. */
  function place(number, source) {
    const known = document.querySelector(`[data-diagram="${number}"]`)
    if (known !== null) return known
    const drawing = Object.assign(document.createElement('div'), { className: 'drawing', tabIndex: 0 })
    drawing.dataset.diagram = number
    const fold = document.createElement('details')
    fold.append(Object.assign(document.createElement('summary'), { textContent: 'The diagram as text' }))
    source.replaceWith(drawing, fold)
    fold.append(source)
    return drawing
  }
}
