/**
 * Variables that Kubernetes and Docker put into every container beside a service that is called `latchkey`, or
 * `latchkey-api`: they look like settings of ours and are none. Name and value have to have the shape, so that a typing
 * error is still one.
 */
interface Shape {
  readonly name: RegExp
  readonly value: RegExp
}

const protocols = '(?:tcp|udp|sctp)'
const address = /^(?:[0-9.]{7,15}|[0-9a-f:.]*:[0-9a-f:.]*|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)$/i
const url = new RegExp(`^${protocols}://[^\\s/@]+:\\d{1,5}$`, 'i')
const portNumber = /^\d{1,5}$/

const shapes: readonly Shape[] = [
  { name: /_SERVICE_HOST$/, value: address },
  { name: /_SERVICE_PORT(?:_[A-Z0-9_]+)?$/, value: portNumber },
  { name: /_PORT$/, value: url },
  { name: /_PORT_\d+_(?:TCP|UDP|SCTP)$/, value: url },
  { name: /_PORT_\d+_(?:TCP|UDP|SCTP)_PROTO$/, value: new RegExp(`^${protocols}$`, 'i') },
  { name: /_PORT_\d+_(?:TCP|UDP|SCTP)_PORT$/, value: portNumber },
  { name: /_PORT_\d+_(?:TCP|UDP|SCTP)_ADDR$/, value: address },
  // `docker --link`: `/web/latchkey`, and the variables of the other container.
  { name: /_NAME$/, value: /^\/[^\s/]+\/[^\s/]+$/ },
  { name: /^LATCHKEY(?:_\d+)?_ENV_/, value: /^/ },
]

export function isServiceLink(name: string, text: string): boolean {
  return name.startsWith('LATCHKEY_') && shapes.some(shape => shape.name.test(name) && shape.value.test(text))
}
