<?php
declare( strict_types=1 );

namespace Masthead;

add_action( 'admin_post_masthead_export_comments', __NAMESPACE__ . '\\download_comments' );

function download_comments(): void {
	check_admin_referer( 'masthead_export' );
	if ( ! current_user_can( 'manage_options' ) ) {
		wp_die( esc_html__( 'Only administrators export comments.', 'masthead' ), '', array( 'response' => 403 ) );
	}
	nocache_headers();
	header( 'Content-Type: text/xml; charset=utf-8' );
	header( 'Content-Disposition: attachment; filename="comments.xml"' );
	write_comments(
		static function ( string $xml ): void {
			echo $xml; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- XML; escaped where it is made.
			flush();
		}
	);
	exit;
}

/**
 * What becomes of each comment, before anything is written: the parts add up to all.
 *
 * @return array{all:int,exported:int,waiting:int,spam:int,trash:int,no_comment:int,not_public:int}
 */
function comments_report(): array {
	global $wpdb;
	$report = array_fill_keys( array( 'all', 'exported', 'waiting', 'spam', 'trash', 'no_comment', 'not_public' ), 0 );
	$rows   = $wpdb->get_results( "SELECT c.comment_approved state, c.comment_type type, (p.ID IS NOT NULL AND p.post_status = 'publish' AND p.post_password = '') is_public, COUNT(*) count FROM {$wpdb->comments} c LEFT JOIN {$wpdb->posts} p ON p.ID = c.comment_post_ID GROUP BY 1, 2, 3" ); // phpcs:ignore WordPress.DB
	$named  = array( '0' => 'waiting', 'hold' => 'waiting', 'spam' => 'spam', 'trash' => 'trash', 'post-trashed' => 'trash' );
	foreach ( $rows as $row ) {
		$part = $named[ $row->state ] ?? ( '1' !== $row->state || ! in_array( $row->type, array( '', 'comment' ), true ) ? 'no_comment' : ( $row->is_public ? 'exported' : 'not_public' ) );
		$report[ $part ] += (int) $row->count;
		$report['all']   += (int) $row->count;
	}
	return $report;
}

/**
 * Writes a WordPress export that holds the approved comments with their threads, names and dates: no mail address, no network address, no page of
 * a commenter. `masthead comments import wordpress` reads it.
 */
function write_comments( callable $write ): int {
	global $wpdb;
	$count = 0;
	$write( "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel>\n" );
	$write( '<wp:base_site_url>' . xml( network_home_url( '/' ) ) . '</wp:base_site_url><wp:base_blog_url>' . xml( home_url() ) . "</wp:base_blog_url>\n" );
	$after = 0;
	do {
		$ids = array_map( 'intval', $wpdb->get_col( $wpdb->prepare( "SELECT ID FROM {$wpdb->posts} WHERE post_status = 'publish' AND post_password = '' AND comment_count > 0 AND ID > %d ORDER BY ID LIMIT 100", $after ) ) ); // phpcs:ignore WordPress.DB
		foreach ( $ids as $after ) {
			$count += write_story( get_post( $after ), $write );
		}
		wp_cache_flush();
	} while ( array() !== $ids );
	$write( "</channel></rss>\n" );
	return $count;
}

function write_story( \WP_Post $post, callable $write ): int {
	global $wpdb;
	$rows   = $wpdb->get_results( $wpdb->prepare( "SELECT comment_ID id, comment_parent parent, comment_author name, comment_content words, comment_date_gmt at, comment_approved state, comment_type type FROM {$wpdb->comments} WHERE comment_post_ID = %d ORDER BY comment_ID", $post->ID ) ); // phpcs:ignore WordPress.DB
	$parent = array();
	$is_out = array();
	foreach ( $rows as $row ) {
		$parent[ $row->id ] = $row->parent;
		$is_out[ $row->id ] = '1' === $row->state && in_array( $row->type, array( '', 'comment' ), true );
	}
	$count = 0;
	$write( '<item><title>' . xml( plain( $post->post_title ) ) . '</title><link>' . xml( story_address( $post->ID ) ) . '</link><wp:post_id>' . $post->ID . '</wp:post_id><wp:post_date_gmt>' . xml( get_post_time( 'Y-m-d H:i:s', true, $post ) ) . "</wp:post_date_gmt>\n" );
	foreach ( $rows as $row ) {
		if ( ! $is_out[ $row->id ] ) {
			continue;
		}
		// An answer to what is left out goes to what that answered.
		$to = $row->parent;
		for ( $steps = 0; '0' !== $to && isset( $parent[ $to ] ) && ! $is_out[ $to ] && $steps < 1000; $steps++ ) {
			$to = $parent[ $to ];
		}
		$to = ! empty( $is_out[ $to ] ) ? $to : '0';
		$write( '<wp:comment><wp:comment_id>' . (int) $row->id . '</wp:comment_id><wp:comment_author>' . xml( $row->name ) . '</wp:comment_author><wp:comment_date_gmt>' . xml( $row->at ) . '</wp:comment_date_gmt><wp:comment_content>' . xml( $row->words ) . '</wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_type>comment</wp:comment_type><wp:comment_parent>' . (int) $to . "</wp:comment_parent></wp:comment>\n" );
		++$count;
	}
	$write( "</item>\n" );
	return $count;
}

/** Text for XML: what XML has no sign for is left out. */
function xml( string $text ): string {
	return htmlspecialchars( (string) preg_replace( '/[^\x{9}\x{A}\x{D}\x{20}-\x{D7FF}\x{E000}-\x{FFFD}\x{10000}-\x{10FFFF}]/u', '', wp_check_invalid_utf8( $text, true ) ), ENT_QUOTES | ENT_XML1, 'UTF-8' );
}
