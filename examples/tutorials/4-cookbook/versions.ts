/** "API versioning with JWT": two versions side by side. A token is valid in both. */
import { allowAny, customTokenEndpoint, defineEndpoint, type Endpoint, isAuthenticated, type Settings } from 'latchkey'

export function versionEndpoints(settings: Settings): readonly Endpoint[] {
  return [
    customTokenEndpoint(settings, { path: '/api/v1/token/', namespace: 'v1' }),
    data('v1', 'old format'),
    data('v2', 'new format'),
    version('/api/version/'),
    version('/api/v1/version/', 'v1'),
    version('/api/v2/version/', 'v2'),
    // A namespace that is not in ALLOWED_VERSIONS: 404 for every request.
    version('/api/v3/version/', 'v3'),
  ]
}

function data(namespace: string, format: string): Endpoint {
  return defineEndpoint({
    name: `Data View ${namespace.toUpperCase()}`,
    path: `/api/${namespace}/data/`,
    namespace,
    permissions: [isAuthenticated],
    GET: ({ version }) => ({ status: 200, body: { version, data: format } }),
  })
}

function version(path: string, namespace?: string): Endpoint {
  return defineEndpoint({
    name: 'Version',
    path,
    ...(namespace === undefined ? {} : { namespace }),
    permissions: [allowAny],
    GET: call => ({ status: 200, body: { version: call.version } }),
  })
}
