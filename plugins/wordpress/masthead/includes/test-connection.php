<?php
declare( strict_types=1 );

namespace Masthead;

add_action( 'wp_ajax_masthead_test', __NAMESPACE__ . '\\answer_test' );

function answer_test(): void {
	check_ajax_referer( 'masthead' );
	if ( ! current_user_can( 'manage_options' ) ) {
		wp_send_json_error( null, 403 );
	}
	wp_send_json_success( test_connection() );
}

/**
 * Whether all is set up, as sentences that say how to mend what is not.
 *
 * @return list<array{good:bool,words:string}>
 */
function test_connection(): array {
	if ( '' === home() ) {
		return array( bad( __( 'There is no address yet. Write where your Masthead runs, and save.', 'masthead' ) ) );
	}
	$health = ask( 'GET', '/api/health', array( 'timeout' => 5 ) );
	if ( 200 !== $health['status'] ) {
		/* translators: 1: an address, 2: why */
		return array( bad( sprintf( __( '%1$s cannot be reached from this server: %2$s Look whether the address is right and whether Masthead runs; a firewall between the two must let https through.', 'masthead' ), home(), rtrim( refusal_of( $health ), '.' ) . '.' ) ) );
	}
	note_up();
	/* translators: %s: an address */
	$found = array( good( sprintf( __( '%s answers.', 'masthead' ), home() ) ) );
	return array_merge( $found, array( test_clock( $health ), test_key(), test_origin() ) );
}

/** Tokens are good for five minutes, so the two clocks must nearly agree. */
function test_clock( array $answer ): array {
	$theirs = strtotime( $answer['headers']['date'] ?? '' );
	$off    = false === $theirs ? 0 : abs( time() - $theirs );
	if ( $off <= SKEW ) {
		return good( __( 'The clocks of both servers agree.', 'masthead' ) );
	}
	/* translators: %d: seconds */
	return bad( sprintf( __( 'The clocks of the two servers are %d seconds apart, so neither can trust what the other signs. Let both set their clocks by the network (NTP).', 'masthead' ), $off ) );
}

/** A story without anything in it is refused for what it is, after the key was looked at. */
function test_key(): array {
	if ( '' === api_key() ) {
		return bad( __( 'There is no key yet, so stories do not get there. Make one at the desk, under Keys, for “Import stories”, and paste it here.', 'masthead' ) );
	}
	$answer = ask( 'PUT', '/api/v1/desk/stories', array( 'key' => true, 'body' => array( 'title' => '' ) ) );
	switch ( $answer['status'] ) {
		case 422:
			/* translators: %s: how a key begins */
			return good( sprintf( __( 'The key %s… may bring stories in.', 'masthead' ), key_prefix() ) );
		case 401:
			/* translators: %s: how a key begins */
			return bad( sprintf( __( 'The key %s… is not known there, or was revoked. Make another at the desk, under Keys, and paste it here.', 'masthead' ), key_prefix() ) );
		case 403:
			/* translators: 1: how a key begins, 2: what Masthead says */
			return bad( sprintf( __( 'The key %1$s… is known, but it may not import stories: %2$s Make one at the desk, under Keys, with “Import stories”, as somebody who may do that.', 'masthead' ), key_prefix(), refusal_of( $answer ) ) );
		default:
			/* translators: %s: what Masthead says */
			return bad( sprintf( __( 'Whether the key is good could not be seen: %s Try again in a moment.', 'masthead' ), refusal_of( $answer ) ) );
	}
}

/** Asks as a browser would from a page of this site. */
function test_origin(): array {
	$answer = ask( 'GET', '/api/v1/page-state?address=' . rawurlencode( home_url( '/' ) ), array( 'headers' => array( 'origin' => own_origin() ) ) );
	if ( ( $answer['headers']['access-control-allow-origin'] ?? '' ) !== own_origin() ) {
		/* translators: %s: this site */
		return bad( sprintf( __( 'Pages of %s may not carry the boxes yet. List exactly this at the desk, under “On your pages”.', 'masthead' ), own_origin() ) );
	}
	$site = static function ( string $address ): string {
		return implode( '.', array_slice( explode( '.', (string) wp_parse_url( $address, PHP_URL_HOST ) ), -2 ) );
	};
	if ( $site( home() ) !== $site( own_origin() ) ) {
		/* translators: 1: this site, 2: Masthead */
		return bad( sprintf( __( '%1$s is listed, but %2$s is another site to a browser, which sends no cookies from one to the other: everybody would be a stranger. Give Masthead a subdomain of this site.', 'masthead' ), own_origin(), home() ) );
	}
	/* translators: %s: this site */
	return good( sprintf( __( 'Pages of %s may carry the boxes.', 'masthead' ), own_origin() ) );
}

function good( string $words ): array {
	return array( 'good' => true, 'words' => $words );
}

function bad( string $words ): array {
	return array( 'good' => false, 'words' => $words );
}
