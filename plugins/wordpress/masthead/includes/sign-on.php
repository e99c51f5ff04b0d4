<?php
declare( strict_types=1 );

namespace Masthead;

/** Members are sent from here to Masthead with a token of two minutes, signed with a key of this site's. */
const TOKEN_SECONDS = 120;

add_action( 'template_redirect', __NAMESPACE__ . '\\show_sign_on', 0 );
add_filter( 'login_redirect', __NAMESPACE__ . '\\after_login', 99, 3 );
add_action( 'rest_api_init', __NAMESPACE__ . '\\register_keys_route' );

/** What the desk asks for as the address of the login. */
function sign_on_address(): string {
	return home_url( '/?masthead-sign-on=1' );
}

/** A new key pair where there is none; with `$is_new` in place of the one that is there. */
function ensure_key_pair( bool $is_new = false ): void {
	$known = get_option( SIGN_ON_OPTION, array() );
	if ( ! $is_new && ! empty( $known['private'] ) ) {
		return;
	}
	$pair = openssl_pkey_new( array( 'private_key_type' => OPENSSL_KEYTYPE_EC, 'curve_name' => 'prime256v1' ) );
	if ( false === $pair || ! openssl_pkey_export( $pair, $private ) ) {
		add_settings_error( OPTION, 'pair', __( 'This server could not make a key pair: look whether PHP has OpenSSL with elliptic curves. Single sign-on stays off until it has.', 'masthead' ) );
		return;
	}
	$point = openssl_pkey_get_details( $pair )['ec'];
	$jwk   = array(
		'kty' => 'EC',
		'crv' => 'P-256',
		'x'   => base64url_encode( str_pad( $point['x'], 32, "\0", STR_PAD_LEFT ) ),
		'y'   => base64url_encode( str_pad( $point['y'], 32, "\0", STR_PAD_LEFT ) ),
	);
	// Named by its thumbprint (RFC 7638), which holds exactly these members in this order.
	$print = base64url_encode( hash( 'sha256', (string) wp_json_encode( array( 'crv' => $jwk['crv'], 'kty' => $jwk['kty'], 'x' => $jwk['x'], 'y' => $jwk['y'] ) ), true ) );
	update_option( SIGN_ON_OPTION, array( 'private' => $private, 'jwk' => $jwk + array( 'kid' => $print, 'alg' => 'ES256', 'use' => 'sig' ) ), false );
}

/** The public half, as Masthead reads it. */
function public_keys(): array {
	$known = get_option( SIGN_ON_OPTION, array() );
	return array( 'keys' => empty( $known['jwk'] ) ? array() : array( $known['jwk'] ) );
}

function register_keys_route(): void {
	register_rest_route(
		'masthead/v1',
		'/keys',
		array(
			'methods'             => 'GET',
			'permission_callback' => '__return_true',
			'callback'            => static function (): \WP_REST_Response {
				return new \WP_REST_Response( public_keys() );
			},
		)
	);
}

/** Who signs in here is signed in there, too, by way of one page that sends itself. Never on the way to the newsroom, and never while Masthead is down. */
function after_login( $to, $asked, $user ) {
	$is_in = $user instanceof \WP_User && may_sign_on();
	if ( ! $is_in || 0 === strpos( (string) $to, admin_url() ) || is_sign_on( (string) $to ) || is_down() ) {
		return $to;
	}
	if ( 200 !== ask( 'GET', '/api/health', array( 'timeout' => 1.0 ) )['status'] ) {
		note_down();
		return $to;
	}
	return add_query_arg( 'returnTo', rawurlencode( (string) $to ), sign_on_address() );
}

function may_sign_on(): bool {
	return setting( 'sign_on' ) && '' !== home() && array() !== public_keys()['keys'];
}

function is_sign_on( string $address ): bool {
	return false !== strpos( $address, 'masthead-sign-on=' );
}

/** The form of docs/sso.md. Whoever is not signed in here does so first. */
function show_sign_on(): void {
	// phpcs:disable WordPress.Security.NonceVerification.Recommended -- It changes nothing here; Masthead judges where the form came from.
	if ( ! isset( $_GET['masthead-sign-on'] ) || ! may_sign_on() ) {
		return;
	}
	nocache_headers();
	defined( 'DONOTCACHEPAGE' ) || define( 'DONOTCACHEPAGE', true );
	$carried = array();
	foreach ( array( 'returnTo', 'begun' ) as $name ) {
		if ( isset( $_GET[ $name ] ) && is_string( $_GET[ $name ] ) && strlen( $_GET[ $name ] ) <= 2000 ) {
			$carried[ $name ] = sanitize_text_field( wp_unslash( $_GET[ $name ] ) );
		}
	}
	// phpcs:enable
	if ( ! is_user_logged_in() ) {
		wp_safe_redirect( wp_login_url( add_query_arg( array_map( 'rawurlencode', $carried ), sign_on_address() ) ) );
		exit;
	}
	$fields = array( 'token' => sign_on_token( wp_get_current_user() ) ) + $carried;
	header( 'Referrer-Policy: strict-origin-when-cross-origin' );
	require __DIR__ . '/sign-on-page.php';
	exit;
}

/** An account of WordPress is named by its number, which no other ever gets. */
function sign_on_token( \WP_User $user ): string {
	$known = get_option( SIGN_ON_OPTION, array() );
	$now   = time();
	return signed_token(
		array(
			'iss'            => own_origin(),
			'aud'            => home(),
			'sub'            => 'wordpress-' . get_current_blog_id() . '-' . $user->ID,
			'jti'            => wp_generate_uuid4(),
			'iat'            => $now,
			'exp'            => $now + TOKEN_SECONDS,
			'email'          => $user->user_email,
			'email_verified' => (bool) setting( 'proven' ),
		),
		(string) $known['jwk']['kid'],
		(string) $known['private']
	);
}
