<?php
declare( strict_types=1 );

namespace Masthead;

const SKEW = 60;
const JWKS = 'masthead_jwks';
/** A token that names a key we do not know asks for the keys anew, no more often than this: anybody can write such a token. */
const JWKS_PAUSE = 30;

/**
 * What a membership token says, when Masthead has signed it, for this site, just now. Null for anything else.
 *
 * @return array<string,mixed>|null
 */
function claims_of( string $token, int $now ): ?array {
	$parts = explode( '.', $token );
	if ( 3 !== count( $parts ) || strlen( $token ) > 8192 ) {
		return null;
	}
	$header = json_decode( base64url_decode( $parts[0] ), true );
	$claims = json_decode( base64url_decode( $parts[1] ), true );
	// Masthead signs with ES256 and nothing else; what a token says of its own algorithm is no reason to believe it.
	if ( ! is_array( $header ) || ! is_array( $claims ) || 'ES256' !== ( $header['alg'] ?? '' ) || ! is_string( $header['kid'] ?? null ) || isset( $header['crit'] ) ) {
		return null;
	}
	$key = key_named( $header['kid'] );
	$der = der_of( base64url_decode( $parts[2] ) );
	if ( null === $key || '' === $der || 1 !== openssl_verify( $parts[0] . '.' . $parts[1], $der, $key, OPENSSL_ALGO_SHA256 ) ) {
		return null;
	}
	return are_good( $claims, $now ) ? $claims : null;
}

function are_good( array $claims, int $now ): bool {
	$exp = $claims['exp'] ?? null;
	$iat = $claims['iat'] ?? null;
	$nbf = $claims['nbf'] ?? $iat;
	return home() === ( $claims['iss'] ?? null ) && own_origin() === ( $claims['aud'] ?? null )
		&& is_int( $exp ) && is_int( $iat ) && is_int( $nbf )
		&& $exp > $now - SKEW && $iat < $now + SKEW && $nbf < $now + SKEW
		&& true === ( $claims['member'] ?? null ) && is_string( $claims['sub'] ?? null ) && '' !== $claims['sub'];
}

/** The public key with this name, as PEM: of those at hand, or of those that are published now. */
function key_named( string $kid ): ?string {
	$kept = get_transient( JWKS );
	$kept = is_array( $kept ) && home() === ( $kept['home'] ?? null ) ? $kept : array( 'at' => 0, 'keys' => array() );
	if ( isset( $kept['keys'][ $kid ] ) && time() - $kept['at'] < HOUR_IN_SECONDS ) {
		return $kept['keys'][ $kid ];
	}
	if ( time() - ( $kept['asked'] ?? 0 ) < JWKS_PAUSE ) {
		return $kept['keys'][ $kid ] ?? null;
	}
	$answer = ask( 'GET', '/.well-known/jwks.json', array( 'timeout' => 3 ) );
	$set    = 200 === $answer['status'] ? json_decode( $answer['body'], true ) : null;
	if ( is_array( $set ) && is_array( $set['keys'] ?? null ) ) {
		$kept = array( 'at' => time(), 'keys' => pems_of( $set['keys'] ) );
	}
	// While Masthead is away the keys that are known are good for a day, and it is not asked at each token.
	set_transient( JWKS, array( 'home' => home(), 'asked' => time() ) + $kept, DAY_IN_SECONDS );
	return time() - $kept['at'] < DAY_IN_SECONDS ? ( $kept['keys'][ $kid ] ?? null ) : null;
}

/** @return array<string,string> */
function pems_of( array $keys ): array {
	$pems = array();
	foreach ( $keys as $key ) {
		$x = base64url_decode( is_string( $key['x'] ?? null ) ? $key['x'] : '' );
		$y = base64url_decode( is_string( $key['y'] ?? null ) ? $key['y'] : '' );
		if ( 'EC' === ( $key['kty'] ?? '' ) && 'P-256' === ( $key['crv'] ?? '' ) && is_string( $key['kid'] ?? null ) && 32 === strlen( $x ) && 32 === strlen( $y ) ) {
			// SubjectPublicKeyInfo of id-ecPublicKey and prime256v1, then the point.
			$der = hex2bin( '3059301306072a8648ce3d020106082a8648ce3d030107034200' ) . "\x04" . $x . $y;
			$pems[ $key['kid'] ] = "-----BEGIN PUBLIC KEY-----\n" . chunk_split( base64_encode( $der ), 64, "\n" ) . "-----END PUBLIC KEY-----\n";
		}
	}
	return $pems;
}

/** Signs with ES256. */
function signed_token( array $claims, string $kid, string $private_pem ): string {
	$said = base64url_encode( (string) wp_json_encode( array( 'alg' => 'ES256', 'typ' => 'JWT', 'kid' => $kid ) ) ) . '.' . base64url_encode( (string) wp_json_encode( $claims, JSON_UNESCAPED_SLASHES ) );
	if ( ! openssl_sign( $said, $der, $private_pem, OPENSSL_ALGO_SHA256 ) ) {
		throw new \RuntimeException( 'The token could not be signed.' );
	}
	return $said . '.' . base64url_encode( raw_of( $der ) );
}

/** OpenSSL writes a signature as two numbers in DER; a token holds the 64 bytes alone. */
function raw_of( string $der ): string {
	$raw    = '';
	$offset = 2;
	for ( $part = 0; $part < 2; $part++ ) {
		$length  = ord( $der[ $offset + 1 ] );
		$number  = ltrim( substr( $der, $offset + 2, $length ), "\0" );
		$raw    .= str_pad( $number, 32, "\0", STR_PAD_LEFT );
		$offset += 2 + $length;
	}
	return $raw;
}

function der_of( string $raw ): string {
	if ( 64 !== strlen( $raw ) ) {
		return '';
	}
	$der = '';
	foreach ( str_split( $raw, 32 ) as $number ) {
		$number = ltrim( $number, "\0" );
		$number = '' === $number ? "\0" : $number;
		$number = ord( $number[0] ) > 127 ? "\0" . $number : $number;
		$der   .= "\x02" . chr( strlen( $number ) ) . $number;
	}
	return "\x30" . chr( strlen( $der ) ) . $der;
}

function base64url_encode( string $bytes ): string {
	return rtrim( strtr( base64_encode( $bytes ), '+/', '-_' ), '=' );
}

function base64url_decode( string $text ): string {
	return preg_match( '/^[A-Za-z0-9_-]*$/', $text ) ? (string) base64_decode( strtr( $text, '-_', '+/' ) ) : '';
}
