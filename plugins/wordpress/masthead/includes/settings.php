<?php
declare( strict_types=1 );

namespace Masthead;

const OPTION         = 'masthead';
const KEY_OPTION     = 'masthead_key';
const SIGN_ON_OPTION = 'masthead_sign_on';

add_action( 'admin_init', __NAMESPACE__ . '\\register_settings' );

function register_settings(): void {
	// The key first: the other one may forget it.
	register_setting( OPTION, KEY_OPTION, array( 'type' => 'string', 'sanitize_callback' => __NAMESPACE__ . '\\clean_key', 'show_in_rest' => false ) );
	register_setting( OPTION, OPTION, array( 'type' => 'array', 'sanitize_callback' => __NAMESPACE__ . '\\clean_settings', 'show_in_rest' => false ) );
}

function defaults(): array {
	return array(
		'home'        => '',
		'benefits'    => true,
		'bookmark'    => 'before',
		'comments'    => 'open',
		'earlier'     => true,
		'newsletters' => false,
		'offers'      => false,
		'colours'     => true,
		'push'        => true,
		'body'        => false,
		'types'       => array( 'post' ),
		'sign_on'     => false,
		'proven'      => false,
	);
}

/** @return mixed */
function setting( string $name ) {
	$stored = get_option( OPTION );
	return ( is_array( $stored ) ? $stored + defaults() : defaults() )[ $name ];
}

/** Where Masthead runs, without a slash at the end; empty until it is set. */
function home(): string {
	return (string) setting( 'home' );
}

/** By a constant of wp-config.php, where it stays out of the database and its copies, or by the settings. */
function api_key(): string {
	return defined( 'MASTHEAD_API_KEY' ) ? (string) constant( 'MASTHEAD_API_KEY' ) : (string) get_option( KEY_OPTION, '' );
}

/** What may be shown of a key. */
function key_prefix(): string {
	return preg_match( '/^mh_[a-z0-9]{8}/', api_key(), $found ) ? $found[0] : '';
}

/** This site as browsers name it: what the desk lists under “On your pages”. */
function own_origin(): string {
	return origin_of( home_url( '/' ) );
}

function origin_of( string $address ): string {
	$parts = wp_parse_url( $address );
	$usual = array( 'http' => 80, 'https' => 443 );
	if ( empty( $parts['scheme'] ) || empty( $parts['host'] ) ) {
		return '';
	}
	$scheme = strtolower( $parts['scheme'] );
	$port   = isset( $parts['port'] ) && ( $usual[ $scheme ] ?? 0 ) !== $parts['port'] ? ':' . $parts['port'] : '';
	return $scheme . '://' . strtolower( $parts['host'] ) . $port;
}

/** @param mixed $given */
function clean_key( $given ): string {
	$known = (string) get_option( KEY_OPTION, '' );
	$given = trim( (string) $given );
	if ( '' === $given ) {
		return $known;
	}
	if ( preg_match( '/^mh_[a-z0-9]{8}_[A-Za-z0-9_-]{43}$/', $given ) ) {
		return $given;
	}
	add_settings_error( OPTION, 'key', __( 'This is no whole key, so the one before was kept. Make a key at the desk, under Keys, and copy all of it: it begins with mh_ and is shown once.', 'masthead' ) );
	return $known;
}

/** @param mixed $given */
function clean_settings( $given ): array {
	$given = is_array( $given ) ? $given : array();
	$clean = array( 'home' => clean_home( trim( (string) ( $given['home'] ?? '' ) ) ) );
	foreach ( array( 'benefits', 'earlier', 'newsletters', 'offers', 'colours', 'push', 'body', 'sign_on', 'proven' ) as $name ) {
		$clean[ $name ] = ! empty( $given[ $name ] );
	}
	$clean['bookmark'] = one_of( $given['bookmark'] ?? '', array( 'before', 'after', 'off' ) );
	$clean['comments'] = one_of( $given['comments'] ?? '', array( 'open', 'all', 'off' ) );
	$clean['types']    = array_values( array_intersect( array_map( 'strval', (array) ( $given['types'] ?? array() ) ), story_types() ) );
	if ( ! empty( $given['forget_key'] ) ) {
		update_option( KEY_OPTION, '' );
	}
	if ( $clean['sign_on'] || ! empty( $given['new_pair'] ) ) {
		ensure_key_pair( ! empty( $given['new_pair'] ) );
	}
	return $clean;
}

/** @param mixed $given */
function one_of( $given, array $known ): string {
	return in_array( $given, $known, true ) ? $given : $known[0];
}

/** Public kinds of posts that can be stories. */
function story_types(): array {
	return array_values( array_diff( get_post_types( array( 'public' => true ) ), array( 'attachment' ) ) );
}

/** Over https, or on this machine for trying. What is no such address changes nothing, and says what would. */
function clean_home( string $given ): string {
	$before = home();
	if ( '' === $given ) {
		return '';
	}
	$parts = wp_parse_url( $given );
	$host  = strtolower( (string) ( $parts['host'] ?? '' ) );
	$local = in_array( $host, array( 'localhost', '127.0.0.1', '[::1]' ), true ) || '.localhost' === substr( $host, -10 );
	$plain = '' === trim( (string) ( $parts['path'] ?? '' ), '/' ) && ! isset( $parts['query'], $parts['fragment'], $parts['user'] );
	$https = 'https' === ( $parts['scheme'] ?? '' );
	if ( '' !== $host && $plain && ( $https || ( $local && 'http' === ( $parts['scheme'] ?? '' ) ) ) ) {
		return origin_of( $given );
	}
	/* translators: %s: what was typed */
	add_settings_error( OPTION, 'home', sprintf( __( '“%s” cannot be the address of your Masthead, so the one before was kept. Write where it runs, without a path: https://members.example.org. Only on this machine, for trying, it may begin with http://localhost.', 'masthead' ), $given ) );
	return $before;
}
