<?php
/** What a classic theme shows in place of its comments. */

declare( strict_types=1 );

defined( 'ABSPATH' ) || exit;

echo Masthead\talk(); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- Escaped where it is made.
