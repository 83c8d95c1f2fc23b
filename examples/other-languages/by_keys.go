// A service that verifies access tokens with the keys that the issuer publishes. Needs github.com/golang-jwt/jwt/v4.
//
//	by_keys ISSUER JWKS_URL AUDIENCE PORT
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/golang-jwt/jwt/v4"
)

// Keys of the issuer by their names. An unknown name fetches them again, at most once in thirty seconds: anyone can
// invent names, and the issuer must not be flooded with what they cause.
type keySet struct {
	url      string
	client   http.Client
	fetching sync.Mutex
	fetched  time.Time
	keys     atomic.Value // map[string]*ecdsa.PublicKey
}

// Not that the token is wrong: it may be of a key that could not be fetched.
var errKeysUnavailable = errors.New("keys unavailable")

func (set *keySet) known() map[string]*ecdsa.PublicKey {
	keys, _ := set.keys.Load().(map[string]*ecdsa.PublicKey)
	return keys
}

func (set *keySet) find(kid string) (*ecdsa.PublicKey, error) {
	if key := set.known()[kid]; key != nil {
		return key, nil
	}
	// Who asks for a key that is known does not wait for this.
	set.fetching.Lock()
	defer set.fetching.Unlock()
	if set.known()[kid] == nil && time.Since(set.fetched) > 30*time.Second {
		set.fetched = time.Now()
		keys, err := set.fetch()
		if err != nil {
			return nil, errKeysUnavailable
		}
		set.keys.Store(keys)
	}
	if key := set.known()[kid]; key != nil {
		return key, nil
	}
	if set.known() == nil {
		return nil, errKeysUnavailable
	}
	return nil, errors.New("unknown key")
}

func (set *keySet) fetch() (map[string]*ecdsa.PublicKey, error) {
	answer, err := set.client.Get(set.url)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	var published struct {
		Keys []struct{ Kid, Kty, Crv, X, Y string }
	}
	err = json.NewDecoder(io.LimitReader(answer.Body, 1<<18)).Decode(&published)
	if err != nil || answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("no set of keys: status %d", answer.StatusCode)
	}
	keys := map[string]*ecdsa.PublicKey{}
	for _, jwk := range published.Keys {
		x, errX := base64.RawURLEncoding.DecodeString(jwk.X)
		y, errY := base64.RawURLEncoding.DecodeString(jwk.Y)
		key := &ecdsa.PublicKey{Curve: elliptic.P256(), X: new(big.Int).SetBytes(x), Y: new(big.Int).SetBytes(y)}
		if jwk.Kty == "EC" && jwk.Crv == "P-256" && errX == nil && errY == nil && key.IsOnCurve(key.X, key.Y) {
			keys[jwk.Kid] = key
		}
	}
	return keys, nil
}

type accessClaims struct {
	jwt.RegisteredClaims
	TokenType string `json:"token_type"`
	UserID    string `json:"user_id"`
}

// The user of the token. The library checks exp, nbf and iat if they are there, and nothing else of the claims.
func verify(keys *keySet, issuer, audience, token string) (string, error) {
	claims := accessClaims{}
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"ES256"}))
	_, err := parser.ParseWithClaims(token, &claims, func(token *jwt.Token) (interface{}, error) {
		kid, _ := token.Header["kid"].(string)
		return keys.find(kid)
	})
	switch {
	case err != nil:
		return "", err
	case claims.ExpiresAt == nil:
		return "", errors.New("no exp")
	case claims.Issuer != issuer:
		return "", errors.New("wrong issuer")
	case !claims.VerifyAudience(audience, true):
		return "", errors.New("wrong audience")
	case claims.TokenType != "access":
		// Without this a refresh token would be as good.
		return "", errors.New("not an access token")
	}
	return claims.UserID, nil
}

func main() {
	issuer, audience := os.Args[1], os.Args[3]
	keys := &keySet{url: os.Args[2], client: http.Client{Timeout: 5 * time.Second}}
	http.HandleFunc("/orders", func(answer http.ResponseWriter, request *http.Request) {
		header := request.Header.Get("Authorization")
		token := strings.TrimPrefix(header, "Bearer ")
		user, err := "", errors.New("no token")
		if token != header {
			user, err = verify(keys, issuer, audience, token)
		}
		if errors.Is(err, errKeysUnavailable) {
			http.Error(answer, "refused: "+err.Error(), http.StatusServiceUnavailable)
		} else if err != nil {
			answer.Header().Set("WWW-Authenticate", "Bearer")
			http.Error(answer, "refused: "+err.Error(), http.StatusUnauthorized)
		} else {
			fmt.Fprintln(answer, user)
		}
	})
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[4])
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listens on http://%s\n", listener.Addr())
	log.Fatal(http.Serve(listener, nil))
}
